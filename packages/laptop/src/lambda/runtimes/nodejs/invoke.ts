import type { FunctionError, InvokeMessage } from "../../environment/messages";
import { describe, runtimeError } from "./errors";
import { takesCallbacks, type Callback, type Handler } from "./handler";

/** The outcome of an event. */
export type Outcome = { type: "result"; payload: string } | { type: "error"; error: FunctionError };

interface Context {
  callbackWaitsForEmptyEventLoop: boolean;
}

/** Calls the handler with one event and waits for its promise or callback. */
export async function invoke(
  handler: Handler,
  message: InvokeMessage,
  runtime: string,
): Promise<Outcome> {
  process.env._X_AMZN_TRACE_ID = message.traceId;
  const context = contextOf(message);
  const settled = new EmptyLoop();
  try {
    const event = JSON.parse(message.payload) as unknown;
    const result = takesCallbacks(runtime)
      ? await callEither(handler, event, context, settled)
      : await Promise.race([handler(event, context), settled.orFail()]);
    return { type: "result", payload: payloadOf(result) };
  } catch (error) {
    return { type: "error", error: describe(error) };
  } finally {
    settled.stop();
  }
}

/** Calls a handler that may return a promise, call back, or do neither. */
async function callEither(
  handler: Handler,
  event: unknown,
  context: Context,
  emptyLoop: EmptyLoop,
): Promise<unknown> {
  let called: { result: unknown } | undefined;
  let callBack!: Callback;
  const calledBack = new Promise<unknown>((resolve, reject) => {
    callBack = (error, result) => {
      if (called) return;
      called = { result };
      if (error !== undefined && error !== null)
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- it is the function that chooses
        reject(error);
      else if (!context.callbackWaitsForEmptyEventLoop) resolve(result);
    };
  });
  Object.assign(context, legacyMethods(context, callBack));
  const answer = handler(event, context, callBack);
  const isPromise = typeof (answer as PromiseLike<unknown> | undefined)?.then === "function";
  const whenEmpty = async () => {
    if (!isPromise || called) await emptyLoop.reached;
    else await emptyLoop.orFail();
    return called?.result ?? null;
  };
  return Promise.race([calledBack, whenEmpty(), ...(isPromise ? [answer] : [])]);
}

/** `context.succeed`, `fail` and `done` do not wait for an empty event loop. */
function legacyMethods(context: Context, callBack: Callback) {
  const done: Callback = (error, result) => {
    context.callbackWaitsForEmptyEventLoop = false;
    callBack(error, result);
  };
  return {
    done,
    succeed: (result: unknown) => done(null, result),
    fail: (e: unknown) => done(e ?? ""),
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(message: InvokeMessage): Context {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: "$LATEST",
    functionName: message.functionName,
    memoryLimitInMB: String(message.memorySizeMb),
    logGroupName: message.logGroup,
    logStreamName: message.logStream,
    ...(message.clientContext !== undefined && { clientContext: message.clientContext }),
    invokedFunctionArn: message.functionArn,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  } as Context;
}

function payloadOf(result: unknown): string {
  try {
    return JSON.stringify(result) ?? "null";
  } catch (error) {
    throw runtimeError(
      "Runtime.MarshalError",
      `Unable to stringify response body: ${String(error)}`,
    );
  }
}

/** Detects an empty event loop: no timer and no connection is left. */
class EmptyLoop {
  readonly reached: Promise<void>;
  #listener!: () => void;

  constructor() {
    this.reached = new Promise((resolve) => {
      // Keeps the thread alive until the response is sent.
      this.#listener = () => {
        setImmediate(() => undefined);
        resolve();
      };
    });
    process.once("beforeExit", this.#listener);
  }

  /** Rejects when the event loop is empty: the handler's promise can never settle. */
  async orFail(): Promise<never> {
    await this.reached;
    throw runtimeError(
      "Runtime.NodeJsExit",
      "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
    );
  }

  stop(): void {
    process.off("beforeExit", this.#listener);
  }
}
