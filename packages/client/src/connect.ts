import { ClientError } from "./client-error";
import { realClock } from "./clock";
import type { Connection, Reply } from "./connection";
import { createConsumers } from "./messages/consumers";
import { createDoubles } from "./messages/doubles";
import { isObject, parse, refusalIn, roomOf, textOf, type Frame } from "./messages/frames";
import { checkSize } from "./line/limits";
import { createLine } from "./line/line";
import type { Link } from "./line/link";
import type { Options, State } from "./options";
import { createRequests } from "./messages/requests";
import { createRooms } from "./messages/rooms";
import { validate } from "./messages/schema";
import { builtIn } from "./line/web-socket";

/** Connects to a service, and stays connected until it is closed. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Without types, messages are whatever they are.
export function connect<In = any, Out = any>(options: Options<In, Out>): Connection<In, Out> {
  const { clock = realClock, random = Math.random, signal, text: isText, since = {} } = options;
  const { replies = !isText, ping = !isText && { action: "ping" }, buffer = 256 } = options;
  const { ask = !isText && joinSince, idOf = ({ id }: Frame) => id, receives, sends } = options;
  const now = () => clock.now();
  const seed = `${Math.random()}-${now()}-`.slice(2);
  let lastId = 0;
  let state: State = { name: "connecting", failed: 0 };
  let closing: Promise<unknown> | undefined;

  const { emit, on, iterate } = createConsumers<In>(() => state.name === "closed");
  const doubles = createDoubles();
  const { settle, ...requests } = createRequests(now);
  const rooms = createRooms({
    now,
    random,
    deliver,
    tell: (gap) => emit("gap", gap),
    ask: ask && ((name) => askOn(line.current()!, name)),
  });
  const tell = (changed: State) => {
    state = changed;
    emit("state", state);
  };

  const receive = (link: Link, text: string): void => {
    const message = isText ? text : parse(text);
    if (isObject(message)) {
      const { replyTo, type, sequence }: Frame = message;
      if (ping !== false && type === "pong") return;
      const refusal = refusalIn(message);
      if (replies && typeof replyTo === "string") return settle(replyTo, refusal, message);
      if (refusal) return emit("error", refusal);
      if (Number.isInteger(sequence))
        return rooms.receive(
          roomOf(message),
          sequence as number,
          type === "void" ? {} : { message },
        );
      const id = idOf(message as In & Frame);
      if (id !== undefined) return doubles.isKnown(id) ? undefined : deliver(message);
    }
    if (!line.hasTwo()) doubles.forgetTexts();
    if (!doubles.isDouble(text, link)) deliver(message);
  };
  function deliver(message: unknown): void {
    try {
      emit("message", validate(receives, message));
    } catch (error) {
      emit("error", error as Error);
    }
  }

  const newId = () => seed + ++lastId;
  const askOn = (link: Link, name: string) => {
    const position = rooms.positions()[name]!;
    const id = newId();
    link.rooms.add(name);
    const answer = requests.add(
      id,
      textOf({ ...(ask as typeof joinSince)(name, position), id }),
      link,
    );
    answer.catch((error: Error) => emit("error", error));
    void rooms.expect(name, position, answer);
  };
  const askAll = (link: Link, isAgain: boolean) => {
    if (!ask) return;
    for (const name in rooms.positions()) if (isAgain || !link.rooms.has(name)) askOn(link, name);
  };

  /** Does what a message of the program means for rooms. */
  const follow = (message: Record<string, unknown>, answer: Promise<Reply>) => {
    const { action, echo } = message;
    const room = roomOf(message);
    if (ask && action === "leave") rooms.leave(room);
    if (ask && action === "join") {
      line.sendable()?.rooms.add(room);
      void rooms.expect(room, message.since as number, answer);
    } else
      answer.then(
        (reply) => echo === false && rooms.receive(room, Number(reply?.sequence), {}),
        () => undefined,
      );
  };
  const send = async (message: Out): Promise<Reply> => {
    if (closing) throw new ClientError("closed", "Connection closed.");
    const value = validate<unknown>(sends, message);
    const hasId = replies && isObject(value);
    const content = hasId ? { ...value, id: value.id ?? newId() } : value;
    const text = textOf(content);
    checkSize(text, (options.WebSocket ?? builtIn())?.prototype as object | undefined);
    if (requests.size() >= buffer)
      throw new ClientError("buffer-full", `${buffer} messages are not sent or answered yet.`);
    const answer = requests.add(hasId ? (content as Frame).id : {}, text, line.sendable());
    if (hasId) follow(content as Record<string, unknown>, answer);
    return answer;
  };

  const close = async (reason = "Closed"): Promise<void> => {
    if (!closing) {
      signal?.removeEventListener("abort", onAbort);
      closing = line.close();
      requests.end();
      tell({ name: "closed", failed: 0, reason });
    }
    await closing;
  };
  const onAbort = () => void close("Aborted");

  const positions = typeof since === "number" ? { "": since } : since;
  for (const name in positions) rooms.add(name, positions[name]);
  const line = createLine({
    ...requests,
    options,
    clock,
    random,
    ping: ping === false ? undefined : textOf(ping),
    tell,
    ask: askAll,
    receive,
    tick(link) {
      // A room may have been joined on the link before.
      askAll(link, false);
      rooms.tick();
      return requests.repeat();
    },
  });
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();
  return {
    get state() {
      return state;
    },
    get since() {
      return rooms.positions();
    },
    send,
    on,
    [Symbol.asyncIterator]: iterate,
    close,
  };
}

function joinSince(room: string, since: number): object {
  return { action: "join", room: room || undefined, since };
}
