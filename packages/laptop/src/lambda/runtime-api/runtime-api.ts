import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { keepDoor } from "../../shared/door";
import { LOCAL } from "../../shared/exposure";
import { addressOf, closeServer, listen } from "../../shared/listen";
import { MAX_RESPONSE_BYTES } from "../invoke/payload-limits";
import { readBody } from "../../shared/request-body";
import { answerOf, errorAnswerOf, tooLarge, type RuntimeAnswer } from "./answers";
import { REFUSALS, type RuntimeRefusal } from "./refusals";
import { headersOf, type RuntimeEvent } from "./runtime-event";

export interface RuntimeApiListener {
  /** The runtime waits for an event. */
  onNext(): void;
  /** The Init phase failed. */
  onInitError(answer: RuntimeAnswer): void;
  /** The event in flight was answered, before or after the runtime waits for the next. */
  onAnswer(answer: RuntimeAnswer): void;
}

const PREFIX = "/2018-06-01/runtime/";
const EVENT_PATH = /^invocation\/([^/]+)\/(response|error)$/;
const ACCEPTED = Buffer.from('{"status":"OK"}\n');

/**
 * The Runtime API of one execution environment, on a port of its own: AWS_LAMBDA_RUNTIME_API has no room
 * for a secret that every runtime would send along.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #listener: RuntimeApiListener;
  /** The runtime's request for the next event. */
  #next: ServerResponse | undefined;
  /** Whether the runtime has asked for an event. */
  #isInitialized = false;
  /** Request ID of the event in flight. */
  #requestId: string | undefined;

  static async start(listener: RuntimeApiListener): Promise<RuntimeApi> {
    const api = new RuntimeApi(listener);
    keepDoor(api.#server, { service: "Lambda's Runtime API", host: LOCAL.host });
    await listen(api.#server, LOCAL.host, 0);
    return api;
  }

  private constructor(listener: RuntimeApiListener) {
    this.#listener = listener;
    // A frozen runtime may be silent for as long as it likes.
    const unlimited = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };
    this.#server = createServer(unlimited, (request, response) => {
      // The runtime was killed in the middle of its request.
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** `HOST:PORT`, the value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return addressOf(this.#server);
  }

  /** Hands out an event. Only after `onNext`, and once for each. */
  send(event: RuntimeEvent): void {
    const next = this.#next!;
    this.#next = undefined;
    this.#requestId = event.requestId;
    next.writeHead(200, headersOf(event)).end(event.payload);
  }

  async close(): Promise<void> {
    await closeServer(this.#server);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = "" } = request;
    const path = url.startsWith(PREFIX) ? url.slice(PREFIX.length) : "";
    if (method === "GET" && path === "invocation/next") return this.#wait(response);
    if (method !== "POST") return refuse(response, REFUSALS.path);
    if (path === "init/error") return this.#failInit(request, response);
    const [, requestId, kind] = EVENT_PATH.exec(path) ?? [];
    if (requestId === undefined) return refuse(response, REFUSALS.path);
    return this.#finish(request, response, requestId, kind === "error");
  }

  #wait(response: ServerResponse): void {
    if (this.#next || this.#requestId !== undefined) return refuse(response, REFUSALS.transition);
    this.#isInitialized = true;
    this.#next = response;
    response.on("close", () => {
      if (this.#next === response) this.#next = undefined;
    });
    this.#listener.onNext();
  }

  async #failInit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#isInitialized) return refuse(response, REFUSALS.transition);
    const { body } = await readBody(request, MAX_RESPONSE_BYTES);
    if (!body) return refuse(response, REFUSALS.tooLarge);
    accept(response);
    this.#listener.onInitError(errorAnswerOf(request, body));
  }

  async #finish(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    isError: boolean,
  ): Promise<void> {
    const { body } = await readBody(request, MAX_RESPONSE_BYTES);
    if (!this.#requestId || requestId !== encodeURIComponent(this.#requestId))
      return refuse(response, REFUSALS.requestId);
    this.#requestId = undefined;
    if (body) accept(response);
    else refuse(response, REFUSALS.tooLarge);
    if (!body) this.#listener.onAnswer(tooLarge());
    else this.#listener.onAnswer(isError ? errorAnswerOf(request, body) : answerOf(request, body));
  }
}

function accept(response: ServerResponse): void {
  const headers = { "Content-Type": "application/json", "Content-Length": ACCEPTED.length };
  response.writeHead(202, headers).end(ACCEPTED);
}

function refuse(response: ServerResponse, { status, ...error }: RuntimeRefusal): void {
  const body = JSON.stringify(error);
  const headers = { "Content-Type": "application/json", "Content-Length": body.length };
  response.writeHead(status, headers).end(body);
}
