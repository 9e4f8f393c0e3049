import { Distribution } from "./distribution";
import type { LoggedEvent } from "../../event-log/logged-event";
import type { Entry } from "./entry";
import type { Invocation } from "./time-line";

/** One copy of a message: who received it, and how long after it had arrived. */
export interface Delivery {
  connectionId: string;
  afterMs: number;
  body: string;
}

/** A message of a connection, and its deliveries. */
export interface Message {
  number: number;
  at: number;
  from: string;
  /** Null if no route matched. */
  routeKey: string | null;
  bytes: number;
  body: string;
  /** The first deliveries. */
  deliveries: Delivery[];
  /** The delivery times of all of them. */
  times: Distribution;
  /** The gateway's error, if it answered with one. */
  error: string | undefined;
  /** How long it waited for a change of the program. Part of the times of its deliveries. */
  waitedMs: number | undefined;
  /** What became of it, with what the function logged. */
  event: LoggedEvent | undefined;
}

/** One frame on the wire. */
export interface Frame {
  number: number;
  at: number;
  connectionId: string;
  direction: "in" | "out";
  kind: "text" | "error" | "ping" | "close";
  /** The beginning of a text, or the code and reason of a close. */
  text: string;
  bytes: number | undefined;
}

export const MAX_MESSAGES = 300;
export const MAX_FRAMES = 500;
const MAX_DELIVERIES = 100;

/** Messages and the frames that carried them, read from the journal. */
export class Messages {
  readonly messages: Message[] = [];
  readonly frames: Frame[] = [];
  #count = 0;
  #frameCount = 0;
  /** The last message of each connection that has not caused an invocation yet. */
  readonly #unclaimed = new Map<string, Message>();
  readonly #byRequest = new Map<string, Message>();

  /** @param posting finds the invocation that posts with these credentials. */
  apply(entry: Entry, at: number, posting: (accessKeyId: unknown) => Invocation | undefined): void {
    if (entry.service === "lambda" && entry.event === "result")
      this.#byRequest.delete(String(entry.requestId));
    if (entry.service !== "apigateway") return;
    const connectionId = String(entry.connectionId);
    const { bytes, body } = entry as { bytes?: number; body?: string };
    const frame = (direction: Frame["direction"], kind: Frame["kind"], text = body ?? "") =>
      this.#frame({ at, connectionId, direction, kind, text, bytes });
    switch (entry.event) {
      case "message":
        frame("in", "text");
        return this.#message(entry, connectionId, at);
      case "invoke": {
        const message = this.#unclaimed.get(connectionId);
        this.#unclaimed.delete(connectionId);
        if (message) this.#byRequest.set(String(entry.requestId), message);
        return;
      }
      case "post": {
        frame("out", "text");
        const request = posting(entry.accessKeyId)?.requestId;
        return deliver(request && this.#byRequest.get(request), connectionId, body ?? "", at);
      }
      case "routeResponse":
        frame("out", "text");
        return deliver(this.#lastOf(connectionId), connectionId, body ?? "", at);
      case "errorFrame": {
        frame("out", "error", String(entry.message));
        const message = this.#lastOf(connectionId);
        if (message) message.error = String(entry.message);
        this.#unclaimed.delete(connectionId);
        return;
      }
      case "ping":
        return frame("in", "ping", "");
      case "disconnect": {
        const direction = entry.closedBy === "gateway" ? "out" : "in";
        this.#unclaimed.delete(connectionId);
        return frame(direction, "close", `${String(entry.code)} ${String(entry.reason)}`.trim());
      }
    }
  }

  #message({ routeKey, bytes, body, ...rest }: Entry, from: string, at: number): void {
    const waitedMs = rest.waitedMs as number | undefined;
    const message: Message = {
      number: this.#count++,
      // It arrived before it was handled.
      at: at - (waitedMs ?? 0),
      from,
      routeKey: routeKey as string | null,
      bytes: Number(bytes),
      body: String(body),
      deliveries: [],
      times: new Distribution(),
      error: undefined,
      waitedMs,
      event: undefined,
    };
    this.#unclaimed.set(from, message);
    this.messages.push(message);
    if (this.messages.length > MAX_MESSAGES) this.messages.shift();
  }

  #frame(frame: Omit<Frame, "number">): void {
    this.frames.push({ ...frame, number: this.#frameCount++ });
    if (this.frames.length > MAX_FRAMES) this.frames.shift();
  }

  #lastOf(connectionId: string): Message | undefined {
    for (let i = this.messages.length - 1; i >= 0; i--)
      if (this.messages[i]!.from === connectionId) return this.messages[i];
    return undefined;
  }
}

function deliver(
  message: Message | undefined | "",
  connectionId: string,
  body: string,
  at: number,
): void {
  if (!message) return;
  const afterMs = Math.max(0, at - message.at);
  message.times.add(afterMs);
  if (message.deliveries.length < MAX_DELIVERIES)
    message.deliveries.push({ connectionId, afterMs, body });
}
