import { once } from "node:events";
import { WebSocket } from "ws";
import type { Journal, JournalEntry } from "../journal";

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
  webSocket: WebSocket;
  /** The messages that arrived, in order. */
  heard: string[];
}

/** What an experiment is done with: connections to a running stage, and the journal of what it does. */
export class Lab {
  readonly invocations: Invocation[] = [];
  readonly #url: string;
  readonly #entries: JournalEntry[] = [];
  readonly #readers = new Set<() => void>();
  readonly #unsubscribe: () => void;

  /** @param url of a stage: `ws://HOST:PORT/STAGE`. */
  constructor(url: string, journal: Pick<Journal, "subscribe">) {
    this.#url = url;
    this.#unsubscribe = journal.subscribe((entry) => {
      this.#entries.push(entry);
      for (const read of this.#readers) read();
    });
  }

  /** Connects, and waits until `$connect` is handled. */
  async connect(): Promise<Connection> {
    const webSocket = new WebSocket(this.#url);
    const connection: Connection = { webSocket, heard: [] };
    webSocket.on("message", (data: Buffer) => connection.heard.push(data.toString("utf8")));
    const { handled } = await this.begin("$connect", () => once(webSocket, "open"));
    await handled;
    return connection;
  }

  /** Sends a message, and waits until it is handled. */
  async send({ webSocket }: Connection, message: string): Promise<void> {
    const { handled } = await this.begin(message, () => webSocket.send(message));
    await handled;
  }

  /** Closes, and waits until `$disconnect` is handled. */
  async disconnect({ webSocket }: Connection): Promise<void> {
    const { handled } = await this.begin("$disconnect", () => webSocket.close());
    await handled;
  }

  /** Causes one event, and waits until an environment has it. */
  async begin(event: string, action: () => unknown): Promise<{ handled: Promise<void> }> {
    const from = this.#entries.length;
    await action();
    const invoke = await this.#until(from, "invoke", () => true);
    const { requestId } = invoke;
    const result = this.#until(from, "result", (entry) => entry.requestId === requestId);
    const handled = result.then(({ time }) => {
      this.invocations.push({
        environment: String(invoke.environment),
        event,
        start: Date.parse(invoke.time),
        end: Date.parse(time),
        cold: invoke.cold === true,
      });
    });
    return { handled };
  }

  /** Waits until an environment has been idle for too long. */
  async reaped(environment: string): Promise<void> {
    const isIdle = (entry: JournalEntry) =>
      entry.environment === environment && entry.reason === "idle";
    await this.#until(0, "shutdown", isIdle);
  }

  close(): void {
    this.#unsubscribe();
  }

  #until(from: number, event: string, matches: (entry: JournalEntry) => boolean) {
    const find = () =>
      this.#entries
        .slice(from)
        .find((entry) => entry.service === "lambda" && entry.event === event && matches(entry));
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
