// Runs inside every execution environment (a worker thread), as Lambda's runtime interface client does in
// AWS: loads the function's code in the Init phase, then handles one event at a time, frozen in between.
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
import { tellLog } from "./log";
import { applyNodeOptions, dropVersionWarning, standInForProcess } from "./process";

const data = workerData as EnvironmentData;
const state = new Int32Array(data.state);
// The function may replace the global one, as fake timers do.
const { setImmediate } = globalThis;

tellLog(tell, data.log);
dropVersionWarning();
standInForProcess(data.taskRoot, tell);
nameUnhandledRejections();
const { sourceMaps } = applyNodeOptions(data.nodeOptions);
// Node.js reads source maps only of what it compiles itself.
const ownCode = sourceMaps ? undefined : shareCompiledCode(data.taskRoot, data.compiled);
void live();

async function live(): Promise<void> {
  let handler: Handler;
  try {
    handler = await loadHandler(data.taskRoot, data.handler);
    refuseCallback(handler, data.runtime);
  } catch (error) {
    return tell({ type: "initFailed", error: describe(error) });
  }
  tell({ type: "ready", memoryBytes: memoryBytes(), codeCache: ownCode?.isEmpty === true });
  tellCompiled();
  for (let count = 1; ; count++) {
    const outcome = await invoke(handler, await nextEvent(), data.runtime);
    Atomics.store(state, 0, FROZEN);
    tell({ ...outcome, memoryBytes: memoryBytes() });
    // By now it has compiled what an event needs, too.
    if (count === 1) tellCompiled();
  }
}

/**
 * Stops the thread until there is an event: nothing runs on, as in a frozen environment. Timers that fall
 * due meanwhile run when it is thawed.
 * Differs from AWS: threads and processes that the function started run on while it is frozen.
 */
async function nextEvent(): Promise<InvokeMessage> {
  await turn();
  Atomics.wait(state, 0, FROZEN);
  // Timers that fell due and connections that were closed come before the event.
  await turn();
  return receiveMessageOnPort(parentPort!)!.message as InvokeMessage;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function tellCompiled(): void {
  if (ownCode && !ownCode.isEmpty) tell({ type: "compiled", files: ownCode.files() });
}

/** Differs from AWS: "Max Memory Used" leaves out the 50 MB or so of Node.js itself. */
function memoryBytes(): number {
  const { total_physical_size, malloced_memory, external_memory } = getHeapStatistics();
  return total_physical_size + malloced_memory + external_memory;
}

/** As Lambda's runtime does: a rejection that nobody waits for ends the environment, under this name. */
function nameUnhandledRejections(): void {
  process.on("unhandledRejection", (reason) => {
    throw runtimeError("Runtime.UnhandledPromiseRejection", String(reason));
  });
}

function tell(message: EnvironmentMessage): void {
  parentPort!.postMessage(message);
}
