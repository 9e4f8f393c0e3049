import { logError, patchConsole, setRequestId } from "./console";
import { environmentFields, eventFields } from "./event/context";
import { runtimeError } from "./errors";
import { loadHandler, type Handler } from "./handler";
import { jsonOf } from "./event/json";
import { InvokeStore } from "./event/invoke-store";
import type { RuntimeClient } from "./client/runtime-client";
import { type RuntimeEvent } from "./client/runtime-client";
import { defineAwsLambda, isStreaming } from "./streaming";
import { keepCompiledCode } from "./compiled-code";
import { settle, turn } from "./turn";

/**
 * The runtimes from nodejs24.x on: handlers return a promise. What nobody catches ends the process, as in
 * any other program, and so does a promise that can never settle.
 */
export async function runWithPromises(client: RuntimeClient): Promise<void> {
  const store = new InvokeStore();
  defineAwsLambda({ InvokeStore: store });
  patchConsole("-");
  const { LAMBDA_TASK_ROOT = "", _HANDLER = "" } = process.env;
  let handler: Handler;
  try {
    handler = await loadHandler(LAMBDA_TASK_ROOT, _HANDLER, false);
    refuseCallback(handler);
  } catch (error) {
    logError("Init Error", error);
    await client.initError(error);
    throw error;
  }
  const handle = isStreaming(handler) ? await loadStreaming() : handleBuffered;
  for (;;) {
    const event = await client.next();
    setRequestId(event.requestId);
    await settle();
    const { getRemainingTimeInMillis, ...fields } = eventFields(event);
    const xRayTraceId = event.headers["lambda-runtime-trace-id"];
    const context = { ...fields, xRayTraceId, getRemainingTimeInMillis, ...environmentFields() };
    await store.run(InvokeStore.contextOf(event), () => handle(client, handler, event, context));
    keepCompiledCode();
  }
}

async function handleBuffered(
  client: RuntimeClient,
  handler: Handler,
  event: RuntimeEvent,
  context: object,
): Promise<void> {
  const { requestId, body } = event;
  try {
    const result = await handler(JSON.parse(body), context);
    // What the handler left for the same turn still belongs to this event.
    await turn();
    await client.respond(requestId, jsonOf(result));
  } catch (error) {
    await turn();
    logError("Invoke Error", error);
    await client.error(requestId, error);
  }
}

/** Only a function that streams needs node:http. */
async function loadStreaming() {
  const { StreamedResponse } = await import("./client/streamed-response.js");
  return async (client: RuntimeClient, handler: Handler, event: RuntimeEvent, context: object) => {
    const response = new StreamedResponse(client.address, event.requestId);
    try {
      await response.run(handler, JSON.parse(event.body), context);
    } catch (error) {
      await turn();
      logError("Invoke Error", error);
      await response.fail(error);
    }
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-callback */
function refuseCallback(handler: Handler): void {
  if (handler.length < 3 || isStreaming(handler)) return;
  throw runtimeError(
    "CallbackHandlerDeprecated",
    "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
  );
}
