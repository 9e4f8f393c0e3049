import { Agent, request } from "node:http";
import { describe, runtimeError } from "../errors";
import type { Handler } from "../handler";
import { responsePath, RUNTIME_API_PREFIX } from "./runtime-client";
import type { ResponseStream } from "../streaming";

const ERROR_TYPE = "Lambda-Runtime-Function-Error-Type";
const ERROR_BODY = "Lambda-Runtime-Function-Error-Body";

/** A response that is sent while it is written, in chunks with trailers for an error. */
export class StreamedResponse {
  readonly stream: ResponseStream;
  readonly #answered: Promise<void>;

  /** @param address the value of AWS_LAMBDA_RUNTIME_API. */
  constructor(address: string, requestId: string) {
    const [host, port] = address.split(":");
    const path = RUNTIME_API_PREFIX + responsePath(requestId);
    const headers = {
      "Lambda-Runtime-Function-Response-Mode": "streaming",
      Trailer: [ERROR_TYPE, ERROR_BODY],
      "Content-Type": "application/octet-stream",
      "Transfer-Encoding": "chunked",
    };
    const agent = new Agent();
    const stream = request({ host, port, path, method: "POST", headers, agent }) as ResponseStream;
    this.#answered = new Promise((resolve, reject) => {
      stream.on("response", (response) => response.resume().on("end", resolve));
      stream.on("error", reject);
    });
    this.#answered.catch(() => undefined);
    this.stream = withContentType(stream);
  }

  /** Calls the handler, and waits until the whole response has arrived. */
  async run(handler: Handler, event: unknown, context: object): Promise<void> {
    const running = handler(event, this.stream, context) as PromiseLike<unknown> | undefined;
    // AWS answers with a text, not with an error.
    // oxlint-disable-next-line typescript/only-throw-error
    if (typeof running?.then !== "function") throw "Streaming does not support non-async handlers.";
    if ((await running) !== undefined) console.warn("Streaming handlers ignore return values.");
    await this.#answered;
  }

  /** Ends the response with an error. */
  async fail(error: unknown): Promise<void> {
    const described = describe(error);
    const body = Buffer.from(JSON.stringify(described)).toString("base64");
    this.stream.addTrailers({ [ERROR_TYPE]: described.errorType, [ERROR_BODY]: body });
    this.stream.end();
    await this.#answered.catch(() => undefined);
  }
}

function withContentType(stream: ResponseStream): ResponseStream {
  let isWritten = false;
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  const end = stream.end.bind(stream) as (...rest: unknown[]) => ResponseStream;
  return Object.assign(stream, {
    setContentType(type: string) {
      if (isWritten)
        throw runtimeError("InvalidStreamingOperation", "Cannot set content-type, too late.");
      stream.setHeader("Content-Type", type);
    },
    write(chunk: unknown, ...rest: unknown[]) {
      if (!isWritten) stream._onBeforeFirstWrite?.((first) => void write(first));
      isWritten = true;
      const isBytes = typeof chunk === "string" || chunk instanceof Uint8Array;
      return write(isBytes ? chunk : JSON.stringify(chunk), ...rest);
    },
    end(chunk?: unknown, ...rest: unknown[]) {
      if (chunk === undefined || typeof chunk === "function") return end(chunk, ...rest);
      stream.write(chunk);
      return end(...rest);
    },
  });
}
