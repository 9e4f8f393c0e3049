import type { ClientRequest } from "node:http";
import { runtimeError } from "./errors";
import type { Handler } from "./handler";

/** The properties by which AWS's runtimes know a handler that streams. */
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

const HTTP_RESPONSE = "application/vnd.awslambda.http-integration-response";

/** What a streaming handler writes to. */
export interface ResponseStream extends ClientRequest {
  setContentType(type: string): void;
  _onBeforeFirstWrite?: (write: (chunk: string | Uint8Array) => void) => void;
}

/**
 * The global `awslambda`.
 * https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
export function defineAwsLambda(more: object): void {
  const { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: none } = process.env;
  if (none === "1" || none === "true") return;
  const streamifyResponse = (handler: Handler, options?: { highWaterMark?: unknown }) => {
    const highWaterMark = options?.highWaterMark;
    return Object.assign(handler, {
      [STREAMING]: "response",
      ...(typeof highWaterMark === "number" && { [HIGH_WATER_MARK]: Math.trunc(highWaterMark) }),
    });
  };
  const HttpResponseStream = {
    /** Sends the status and the headers of an HTTP response before the body. */
    from(stream: ResponseStream, prelude: unknown): ResponseStream {
      stream.setContentType(HTTP_RESPONSE);
      stream._onBeforeFirstWrite = (write) => {
        write(JSON.stringify(prelude));
        write(new Uint8Array(8));
      };
      return stream;
    },
  };
  Object.assign(globalThis, { awslambda: { ...more, streamifyResponse, HttpResponseStream } });
}

export function isStreaming(handler: Handler): boolean {
  const kind = (handler as { [STREAMING]?: unknown })[STREAMING];
  if (kind !== undefined && kind !== null && kind !== false && kind !== "response")
    throw runtimeError("MalformedStreamingHandler", "Only response streaming is supported.");
  return kind === "response";
}
