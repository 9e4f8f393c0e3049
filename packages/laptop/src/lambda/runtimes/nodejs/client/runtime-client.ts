import { connect, type Socket } from "node:net";
import { describe } from "../errors";
import { ResponseReader, type HttpResponse } from "./http-response";

/** One event, as the Runtime API hands it out. */
export interface RuntimeEvent {
  requestId: string;
  headers: Record<string, string>;
  /** JSON. */
  body: string;
}

const PREFIX = "/2018-06-01/runtime";

/**
 * The runtime's side of the Runtime API, over one kept-alive connection. Written by hand, because node:http
 * takes twice as long for an event, and because a function may replace parts of node:http without the
 * runtime noticing on AWS.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeClient {
  /** `HOST:PORT`. */
  readonly address: string;
  /** The connection, while no request is on it. */
  #free: Socket | undefined;

  /** @param address the value of AWS_LAMBDA_RUNTIME_API. */
  constructor(address: string) {
    this.address = address;
  }

  /** Ends the Init phase or the event before, and waits for the next event. */
  async next(): Promise<RuntimeEvent> {
    const { headers, body } = await this.#request("GET", "/invocation/next");
    return { requestId: headers["lambda-runtime-aws-request-id"]!, headers, body };
  }

  /** @param body JSON. */
  async respond(requestId: string, body: string): Promise<void> {
    await this.#post(responsePath(requestId), body);
  }

  /** Answers an event with what the function threw. */
  async error(requestId: string, error: unknown): Promise<void> {
    await this.#postError(`/invocation/${encodeURIComponent(requestId)}/error`, error);
  }

  /** The Init phase failed. The runtime exits next. */
  async initError(error: unknown): Promise<void> {
    await this.#postError("/init/error", error);
  }

  async #postError(path: string, error: unknown): Promise<void> {
    const described = describe(error);
    await this.#post(path, JSON.stringify(described), {
      "Lambda-Runtime-Function-Error-Type": headerValue(described.errorType),
    });
  }

  async #post(path: string, body: string, headers: Record<string, string> = {}): Promise<void> {
    const { status } = await this.#request("POST", path, body, headers);
    // Any other refusal, such as of a response that is too large, is the Lambda service's to report.
    if (status >= 500) process.exit(1);
  }

  #request(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<HttpResponse> {
    const fields = { Host: this.address, ...headers };
    if (body !== undefined) {
      const length = String(Buffer.byteLength(body));
      Object.assign(fields, { "Content-Type": "application/json", "Content-Length": length });
    }
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    const text = `${method} ${PREFIX}${path} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`;
    const socket = this.#free ?? this.#connect();
    this.#free = undefined;
    return new Promise((resolve) => {
      const reader = new ResponseReader();
      // Without the Lambda service there is nothing left to do.
      const giveUp = () => process.exit(1);
      const receive = (chunk: Buffer) => {
        const response = reader.push(chunk);
        if (!response) return;
        socket.off("data", receive).off("close", giveUp);
        // An event that leaves nothing to do must end, whether the connection is open or not.
        socket.unref();
        this.#free = socket;
        resolve(response);
      };
      socket.on("data", receive).on("close", giveUp).ref();
      socket.write(text);
    });
  }

  #connect(): Socket {
    const [host, port] = this.address.split(":");
    const socket = connect({ host: host!, port: Number(port), noDelay: true });
    socket.on("close", () => {
      if (this.#free === socket) this.#free = undefined;
    });
    // The event "close" follows.
    return socket.on("error", () => undefined);
  }
}

/** The path that answers an event. */
export function responsePath(requestId: string): string {
  return `/invocation/${encodeURIComponent(requestId)}/response`;
}

export { PREFIX as RUNTIME_API_PREFIX };

/** An error may have any name, a header may not have any value. */
function headerValue(text: string): string {
  return text.replace(/[^\t\x20-\x7e]/g, "?");
}
