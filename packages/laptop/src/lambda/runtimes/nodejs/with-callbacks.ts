import { logError, patchConsole, setRequestId } from "./console";
import { environmentFields, eventFields } from "./event/context";
import { runtimeError } from "./errors";
import { loadHandler, type Handler } from "./handler";
import { jsonOf } from "./event/json";
import type { RuntimeClient } from "./client/runtime-client";
import { type RuntimeEvent } from "./client/runtime-client";
import { defineAwsLambda, isStreaming } from "./streaming";
import { keepCompiledCode } from "./compiled-code";
import { inNextTurn, settle, turn } from "./turn";

type Callback = (error?: unknown, result?: unknown) => void;

/** Called when the event loop is empty: no timer and no connection is left. */
let onEmptyLoop: () => void = () => undefined;

/** The runtimes nodejs20.x and nodejs22.x: handlers may return a promise, call back, or do neither. */
export async function runWithCallbacks(client: RuntimeClient): Promise<void> {
  patchConsole(undefined);
  defineAwsLambda({});
  process.on("beforeExit", () => onEmptyLoop());
  let current: RuntimeEvent | undefined;
  const ending = new AbortController();
  const end = async (title: string, error: unknown, status: number) => {
    ending.abort();
    logError(title, error);
    await (current ? client.error(current.requestId, error) : client.initError(error));
    process.exit(status);
  };
  process.on("uncaughtException", (error) => void end("Uncaught Exception", error, 129));
  process.on("unhandledRejection", (reason, promise) => {
    const own = { reason, promise };
    const error = runtimeError("UnhandledPromiseRejection", String(reason), own);
    void end("Unhandled Promise Rejection", error, 128);
  });

  const { LAMBDA_TASK_ROOT = "", _HANDLER = "" } = process.env;
  let handler: Handler;
  try {
    handler = await loadHandler(LAMBDA_TASK_ROOT, _HANDLER, true);
  } catch (error) {
    return end("Uncaught Exception", error, 129);
  }
  // A promise that the code left rejected fails the Init phase: asking for an event would end it.
  await turn();
  if (ending.signal.aborted) return;
  const handle = isStreaming(handler) ? await loadStreaming() : handleBuffered;
  for (;;) {
    current = await client.next();
    setRequestId(current.requestId);
    await settle();
    await handle(client, handler, current);
    keepCompiledCode();
    await turn();
  }
}

/** Calls the handler with one event. Settles when the response was sent and the environment may freeze. */
function handleBuffered(
  client: RuntimeClient,
  handler: Handler,
  event: RuntimeEvent,
): Promise<void> {
  return new Promise((done) => {
    let isFinished = false;
    let waitsForEmptyLoop = true;
    const succeed = (result: unknown) => {
      onEmptyLoop = () => undefined;
      void client.respond(event.requestId, jsonOf(result)).then(done);
    };
    const fail = (error: unknown) => {
      onEmptyLoop = () => undefined;
      logError("Invoke Error", error);
      void client.error(event.requestId, error).then(done);
    };
    /** Of all ways to end an event, only the first counts. */
    const once = (end: Callback): Callback => {
      return (error, result) => {
        if (isFinished) return;
        end(error, result);
        isFinished = true;
      };
    };
    const isFailure = (error: unknown) => error !== undefined && error !== null;
    const finish = once((error, result) => (isFailure(error) ? fail(error) : succeed(result)));
    const callback = once((error, result) => {
      if (isFailure(error)) fail(error);
      else if (!waitsForEmptyLoop) succeed(result);
      else onEmptyLoop = () => inNextTurn(() => succeed(result));
    });
    const context = {
      get callbackWaitsForEmptyEventLoop() {
        return waitsForEmptyLoop;
      },
      set callbackWaitsForEmptyEventLoop(value: boolean) {
        waitsForEmptyLoop = value;
      },
      succeed: (result: unknown) => finish(null, result),
      fail: (error?: unknown) => finish(error ?? "handled"),
      done: finish,
      ...environmentFields(),
    };
    onEmptyLoop = () => {
      isFinished = true;
      if (isAsync(handler)) fail(neverSettled());
      else succeed(null);
    };
    try {
      Object.assign(context, eventFields(event));
      const result = handler(JSON.parse(event.body), context, callback) as Promise<unknown>;
      if (typeof result?.then === "function")
        result.then(context.succeed, context.fail).catch(context.fail);
    } catch (error) {
      callback(error);
    }
  });
}

/** Only a function that streams needs node:http. */
async function loadStreaming() {
  const { StreamedResponse } = await import("./client/streamed-response.js");
  return async (client: RuntimeClient, handler: Handler, event: RuntimeEvent) => {
    const response = new StreamedResponse(client.address, event.requestId);
    const emptyLoop = new Promise<void>((resolve) => (onEmptyLoop = () => resolve()));
    const context = { callbackWaitsForEmptyEventLoop: true, ...environmentFields() };
    const run = async () => {
      try {
        Object.assign(context, eventFields(event));
        await response.run(handler, JSON.parse(event.body), context);
      } catch (error) {
        logError("Invoke Error", error);
        await response.fail(error);
      }
      if (context.callbackWaitsForEmptyEventLoop) await emptyLoop;
    };
    await Promise.race([run(), emptyLoop]);
  };
}

function isAsync(handler: Handler): boolean {
  return handler.constructor?.name === "AsyncFunction";
}

function neverSettled(): Error {
  return runtimeError(
    "NodeJsExit",
    "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
  );
}
