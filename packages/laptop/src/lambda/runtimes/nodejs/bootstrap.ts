// Runs inside every execution environment (a worker thread), as the runtime interface client does in
// Lambda: loads the function's code in the Init phase, then handles one event at a time, frozen in between.
import { getHeapStatistics } from "node:v8";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import {
  FROZEN,
  type EnvironmentData,
  type EnvironmentMessage,
  type InvokeMessage,
} from "../../environment/messages";
import { shareCompiledCode } from "./compiled-code";
import { describe, runtimeError } from "./errors";
import { loadHandler, refuseCallback, type Handler } from "./handler";
import { invoke } from "./invoke";
import { sendLog } from "./log";
import { applyNodeOptions, dropVersionWarning, standInForProcess } from "./process";

const data = workerData as EnvironmentData;
const state = new Int32Array(data.state);
// Kept, because the function may replace the global one, as fake timers do.
const { setImmediate } = globalThis;

sendLog(send, data.log);
dropVersionWarning();
standInForProcess(data.taskRoot, send);
nameUnhandledRejections();
const { sourceMaps } = applyNodeOptions(data.nodeOptions);
// Node.js only reads source maps of files that it compiles itself.
const ownCode = sourceMaps ? undefined : shareCompiledCode(data.taskRoot, data.compiled);
void run();

async function run(): Promise<void> {
  let handler: Handler;
  try {
    handler = await loadHandler(data.taskRoot, data.handler);
    refuseCallback(handler, data.runtime);
  } catch (error) {
    return send({ type: "initFailed", error: describe(error) });
  }
  send({ type: "ready", memoryBytes: memoryBytes(), codeCache: ownCode?.isEmpty === true });
  sendCompiled();
  for (let count = 1; ; count++) {
    const outcome = await invoke(handler, await nextEvent(), data.runtime);
    Atomics.store(state, 0, FROZEN);
    send({ ...outcome, memoryBytes: memoryBytes() });
    // The first event compiles more code than the Init phase.
    if (count === 1) sendCompiled();
  }
}

/**
 * Blocks the thread until there is an event, as a frozen environment is blocked. Timers that fall due
 * meanwhile run when it thaws.
 * Differs from AWS: threads and processes that the function started keep running while it is frozen.
 */
async function nextEvent(): Promise<InvokeMessage> {
  await turn();
  Atomics.wait(state, 0, FROZEN);
  // Overdue timers and closed connections are handled before the event.
  await turn();
  return receiveMessageOnPort(parentPort!)!.message as InvokeMessage;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function sendCompiled(): void {
  if (ownCode && !ownCode.isEmpty) send({ type: "compiled", files: ownCode.files() });
}

/** Differs from AWS: "Max Memory Used" excludes the 50 MB or so of Node.js itself. */
function memoryBytes(): number {
  const { total_physical_size, malloced_memory, external_memory } = getHeapStatistics();
  return total_physical_size + malloced_memory + external_memory;
}

/** An unhandled rejection ends the environment with this name, as in Lambda. */
function nameUnhandledRejections(): void {
  process.on("unhandledRejection", (reason) => {
    throw runtimeError("Runtime.UnhandledPromiseRejection", String(reason));
  });
}

function send(message: EnvironmentMessage): void {
  parentPort!.postMessage(message);
}
