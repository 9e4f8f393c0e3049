import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { UserError } from "../shared/errors";
import type { Journal, JournalEntry } from "../shared/journal";

/** One event that an execution environment handled. */
export interface Invocation {
  /** For example `events#1`. */
  environment: string;
  /** `$connect`, `$disconnect` or the message. */
  event: string;
  /** Milliseconds since 1970, by the clock of the runtime. */
  start: number;
  end: number;
  /** Whether it waited for an Init phase. */
  cold: boolean;
}

export interface Connection {
  id: string;
  webSocket: WebSocket;
}

/** What an experiment uses: connections to a running stage, and the stage's journal. */
export class Lab {
  /** In the order in which they ended. */
  readonly invocations: Invocation[] = [];
  readonly #url: string;
  readonly #onWait: () => void;
  readonly #connections = new Set<WebSocket>();
  readonly #entries: JournalEntry[] = [];
  readonly #readers = new Set<() => void>();
  readonly #unsubscribe: () => void;

  /**
   * @param url of a stage: `ws://HOST:PORT/STAGE`.
   * @param options.onWait called when the experiment only waits for an environment to end.
   */
  constructor(
    url: string,
    journal: Pick<Journal, "subscribe">,
    { onWait = () => {} }: { onWait?: () => void } = {},
  ) {
    this.#url = url;
    this.#onWait = onWait;
    this.#unsubscribe = journal.subscribe((entry) => {
      this.#entries.push(entry);
      for (const read of this.#readers) read();
    });
  }

  /**
   * Connects, and waits until `$connect` is handled.
   * @throws UserError if the stage cannot be reached.
   */
  async connect(): Promise<Connection> {
    const from = this.#entries.length;
    const userAgent = `experiment/${randomUUID()}`;
    const webSocket = new WebSocket(this.#url, { headers: { "User-Agent": userAgent } });
    this.#connections.add(webSocket);
    await once(webSocket, "open").catch((error: Error) => {
      throw new UserError("PORT", `Cannot connect to "${this.#url}": ${error.message}.`);
    });
    const isOwn = (entry: JournalEntry) => entry.userAgent === userAgent;
    const { connectionId } = await this.#until(from, "apigateway.connect", isOwn);
    const connection = { id: String(connectionId), webSocket };
    const { handled } = await this.#follow(from, "$connect", connection);
    await handled;
    return connection;
  }

  /** Sends a message, and waits until it is handled. */
  async send(connection: Connection, message: string): Promise<Invocation> {
    const { handled } = await this.begin(connection, message);
    return handled;
  }

  /** Sends a message, and waits until an environment has received it. */
  async begin(connection: Connection, message: string): Promise<{ handled: Promise<Invocation> }> {
    const from = this.#entries.length;
    connection.webSocket.send(message);
    return this.#follow(from, message, connection);
  }

  /** Closes, and waits until `$disconnect` is handled. */
  async disconnect(connection: Connection): Promise<void> {
    const from = this.#entries.length;
    connection.webSocket.close();
    const { handled } = await this.#follow(from, "$disconnect", connection);
    await handled;
  }

  /**
   * Waits until an environment has received the next event of a connection.
   * @throws UserError if the connection ends before.
   */
  async #follow(
    from: number,
    event: string,
    { id }: Connection,
  ): Promise<{ handled: Promise<Invocation> }> {
    const isOwn = (entry: JournalEntry) => entry.connectionId === id;
    const invoked = this.#until(from, "apigateway.invoke", isOwn);
    const ended = this.#until(0, "apigateway.disconnect", isOwn);
    const { requestId, closedBy } = await (event === "$disconnect"
      ? invoked
      : Promise.race([ended, invoked]));
    if (requestId === undefined) throw endedEarly(event, closedBy);
    const isSame = (entry: JournalEntry) => entry.requestId === requestId;
    const invoke = await this.#until(from, "lambda.invoke", isSame);
    const result = this.#until(from, "lambda.result", isSame);
    const handled = result.then(({ time }) => {
      const invocation = {
        environment: String(invoke.environment),
        event,
        start: Date.parse(invoke.time),
        end: Date.parse(time),
        cold: invoke.cold === true,
      };
      this.invocations.push(invocation);
      return invocation;
    });
    return { handled };
  }

  /** Waits until an environment has been idle for too long. */
  async reaped(environment: string): Promise<void> {
    const isIdle = (entry: JournalEntry) =>
      entry.environment === environment && entry.reason === "idle";
    const reaped = this.#until(0, "lambda.shutdown", isIdle);
    this.#onWait();
    await reaped;
  }

  close(): void {
    this.#unsubscribe();
    for (const webSocket of this.#connections) webSocket.terminate();
  }

  #until(from: number, name: string, matches: (entry: JournalEntry) => boolean) {
    const find = () =>
      this.#entries
        .slice(from)
        .find((entry) => `${entry.service}.${entry.event}` === name && matches(entry));
    return new Promise<JournalEntry>((resolve) => {
      const read = () => {
        const entry = find();
        if (!entry) return;
        this.#readers.delete(read);
        resolve(entry);
      };
      this.#readers.add(read);
      read();
    });
  }
}

function endedEarly(event: string, closedBy: unknown): UserError {
  const hint = closedBy === "gateway" ? ". Give a lower --time-scale: limits pass too fast" : "";
  return new UserError("PORT", `The connection ended before "${event}" was handled${hint}.`);
}
