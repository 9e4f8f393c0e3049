import { ClientError } from "./client-error";
import { realClock } from "./clock";
import type { Connection } from "./connection";
import type { Reply } from "./events";
import { bytesOf, Max } from "./line/limits";
import { createLine } from "./line/line";
import type { Link } from "./line/link";
import { createConsumers } from "./messages/consumers";
import { createDoubles } from "./messages/doubles";
import { idIn, isObject, parse, refusalIn, textOf, type Frame } from "./messages/frames";
import { createRequests } from "./messages/requests";
import type { Options } from "./options";

/** Connects to a service, and stays connected until it is closed. */
// oxlint-disable-next-line typescript/no-explicit-any -- Without types, messages are whatever they are.
export function connect<In = any, Out = any>(options: Options<In, Out>): Connection<In, Out> {
  const { clock = realClock, random = Math.random, signal, text: isText, since } = options;
  const { replies = !isText, ping = !isText && { action: "ping" }, buffer = 256 } = options;
  const { idOf = idIn, receives, sends } = options;
  const now = () => clock.now();
  const seed = `${Math.random()}-`.slice(2);
  let lastId = 0;
  const ending = new AbortController();
  const ended = ending.signal;
  let closing: Promise<unknown> | undefined;

  const { emit, on, iterate } = createConsumers<In>(() => ended.aborted);
  const isDouble = createDoubles();
  const requests = createRequests(now);
  const deliver = (message: unknown) => {
    try {
      emit("message", receives ? receives(message) : (message as In));
    } catch (error) {
      emit("error", error as Error);
    }
  };
  const receive = (link: Link, text: string): void => {
    const message = isText ? text : parse(text);
    let id: unknown;
    if (isObject(message)) {
      const { replyTo, type }: Frame = message;
      if (ping && type === "pong") return;
      const refusal = refusalIn(message);
      if (replies && typeof replyTo === "string") return requests.settle(replyTo, refusal, message);
      if (refusal) return emit("error", refusal);
      if (history?.receive(message)) return;
      id = idOf(message as In & Frame);
    }
    if (!isDouble(id, text, link, line.hasTwo())) deliver(message);
  };

  const newId = () => seed + ++lastId;
  const send = async (message: Out): Promise<Reply> => {
    if (ended.aborted) throw new ClientError("closed");
    const value: unknown = sends ? sends(message) : message;
    const hasId = replies && isObject(value);
    const id = hasId ? (value.id ?? newId()) : {};
    const content = hasId ? { ...value, id } : value;
    const text = textOf(content);
    const { length } = bytesOf(text);
    const { maxBytes = Max.FrameBytes } = options.WebSocket ?? {};
    if (length > maxBytes) throw new ClientError("too-big", `${length} bytes; at most ${maxBytes}`);
    if (requests.size() >= buffer) throw new ClientError("buffer-full", `${buffer} messages wait`);
    const link = line.sendable();
    const answer = requests.add(id, text, link);
    if (hasId) history?.follow(content as Record<string, unknown>, answer, link);
    return answer;
  };
  const close = async (reason = "Closed"): Promise<void> => {
    if (!ended.aborted) {
      ending.abort();
      closing = line.close(reason);
      requests.end();
    }
    await closing;
  };
  const onAbort = () => void close("Aborted");

  const history = since?.({
    now,
    random,
    deliver,
    tell: (gap) => emit("gap", gap),
    ask(message, link) {
      const id = newId();
      const answer = requests.add(id, textOf({ ...message, id }), link);
      answer.catch((error: Error) => emit("error", error));
      return answer;
    },
  });
  const line = createLine({
    ...requests,
    options,
    clock,
    now,
    random,
    ping: ping && textOf(ping),
    tell: (state) => emit("state", state),
    receive,
    history,
    ended,
  });
  signal?.addEventListener("abort", onAbort, ending);
  if (signal?.aborted) onAbort();
  return {
    get state() {
      return line.state();
    },
    get since() {
      return history?.positions() ?? {};
    },
    send,
    on,
    [Symbol.asyncIterator]: iterate,
    close,
  };
}
