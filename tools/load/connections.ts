import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";
import { idOf, Kinds, sentIn, Tally, type OpenTime, type Sent } from "./tally";
import { nowMs, type ProcessResult, type Progress, type Share } from "./protocol";

const HANDSHAKE_TIMEOUT_MS = 30_000;
/** More than API Gateway sends. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

type Seen = Omit<ProcessResult, "cpuShare" | "loopDelayMs">;

/** The connections of one process. */
export class Connections {
  readonly #share: Share;
  readonly #tally: Tally;
  readonly #open = new Map<number, WebSocket>();
  readonly #times: OpenTime[] = [];
  readonly #refused = new Kinds();
  readonly #closes = new Kinds();
  readonly #others = new Kinds();
  readonly #sent: Sent[] = [];
  readonly #opening = new Set<WebSocket>();
  readonly #stopped = new AbortController();
  #startedAt = 0;
  #isOver = false;

  constructor(share: Share) {
    this.#share = share;
    const most = Math.ceil((share.rate * share.options.durationMs) / 1000) + 1;
    this.#tally = new Tally(share.own, share.all, most, share.processes);
  }

  get progress(): Progress {
    return { open: this.#open.size, sent: this.#sent.length, received: this.#tally.received };
  }

  /** Opens the connections, no faster than the share says. Settles when each is open or refused. */
  async open(): Promise<void> {
    const opening: Promise<void>[] = [];
    const { signal } = this.#stopped;
    await paced(this.#share.own, this.#share.openRate, signal, (i) => {
      opening.push(this.#openOne(i));
    });
    await Promise.all(opening);
  }

  /** Sends messages from one connection after the other until the time is over. */
  async send(startedAt: number): Promise<Sent[]> {
    this.#startedAt = startedAt;
    const { run, process, first, rate, options } = this.#share;
    const count = Math.floor((rate * options.durationMs) / 1000);
    await paced(count, rate, this.#stopped.signal, () => {
      const senders = [...this.#open.keys()];
      if (senders.length === 0) return;
      const number = this.#sent.length;
      const own = senders[number % senders.length]!;
      const sent = { process, number, sender: first + own, atMs: Math.round(nowMs() * 10) / 10 };
      this.#sent.push(sent);
      this.#open.get(own)!.send(options.message.replaceAll("{id}", () => idOf(run, sent)));
    });
    return this.#sent;
  }

  /** Opens and sends no more, and waits for no handshake. */
  stop(): void {
    this.#stopped.abort();
    for (const webSocket of this.#opening) webSocket.terminate();
  }

  /** Closes what is open. @param messages of all processes. */
  finish(messages: Sent[]): Seen {
    this.#isOver = true;
    for (const webSocket of this.#open.values()) webSocket.close(1000);
    const { first, options, own } = this.#share;
    const times = Array.from({ length: own }, (_, i) => this.#times[i] ?? NEVER);
    const isExpected = ({ sender }: Sent, connection: number) =>
      options.reaches === "all" || sender === first + connection;
    return {
      ...this.#tally.counts(messages, times, isExpected),
      refused: this.#refused.counts,
      closes: this.#closes.counts,
      others: this.#others.counts,
      opened: this.#times.filter(Boolean).length,
    };
  }

  #openOne(i: number): Promise<void> {
    const { options, token, run } = this.#share;
    const url = new URL(options.url);
    if (token !== undefined) url.searchParams.set("token", token);
    return new Promise((resolve) => {
      const webSocket = new WebSocket(url, {
        perMessageDeflate: false,
        maxPayload: MAX_MESSAGE_BYTES,
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      });
      this.#opening.add(webSocket);
      let refusal = "";
      webSocket.on("unexpected-response", (request, { statusCode }) => {
        refusal = `status ${statusCode}`;
        request.destroy();
        webSocket.terminate();
      });
      webSocket.on("error", (error: NodeJS.ErrnoException) => {
        refusal ||= error.code ?? error.message;
      });
      webSocket.on("open", () => {
        this.#opening.delete(webSocket);
        this.#open.set(i, webSocket);
        this.#times[i] = { openedAt: nowMs(), closedAt: Infinity };
        resolve();
      });
      webSocket.on("message", (data: Buffer) => {
        const text = data.toString("utf8");
        const sent = sentIn(run, text);
        if (sent) this.#tally.receive(i, sent, nowMs(), this.#startedAt);
        else this.#others.add(kindOf(text));
      });
      webSocket.on("close", (code) => {
        const isGivenUp = this.#opening.delete(webSocket) && this.#stopped.signal.aborted;
        if (isGivenUp) this.#refused.add("not answered when the run was stopped");
        else if (!this.#times[i]) this.#refused.add(refusal || `code ${code}`);
        else if (!this.#isOver) {
          this.#times[i].closedAt = nowMs();
          this.#closes.add(String(code));
        }
        this.#open.delete(i);
        resolve();
      });
    });
  }
}

const NEVER: OpenTime = { openedAt: Infinity, closedAt: Infinity };

/** Of API Gateway's error frames the message: their IDs differ. */
function kindOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === "string") return message;
  } catch {
    // Text of the program.
  }
  return text;
}

/** Calls so often a second, evenly. What the process is late with is made up for. */
async function paced(
  count: number,
  perSecond: number,
  signal: AbortSignal,
  call: (i: number) => void,
): Promise<void> {
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) {
    const early = startedAt + (i / perSecond) * 1000 - performance.now();
    if (early > 0) await wait(early, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    call(i);
  }
}
