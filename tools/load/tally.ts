import { add, type Histogram } from "./histogram";

/** A message that was sent. Processes number theirs from 0. */
export interface Sent {
  process: number;
  number: number;
  /** The connection that sent it, counted over all processes. */
  sender: number;
  /** Milliseconds since 1970, with fractions: all processes have the same clock. */
  atMs: number;
}

/** What became of the deliveries of some connections. */
export interface Counts {
  expected: number;
  received: number;
  lost: number;
  /** Copies beyond the first. */
  repeated: number;
  /** Deliveries after a later message of the same sender. */
  outOfOrder: number;
  latencies: Histogram;
  /** By the second in which the message was sent, from the first. */
  bySecond: Record<number, Histogram>;
}

/** The text that a message is known by. */
export function idOf(run: string, { process, number, sender, atMs }: Sent): string {
  return `load:${run}:${process}:${number}:${sender}:${atMs.toFixed(1)}`;
}

/** The message of this run whose ID is somewhere in a text. */
export function sentIn(run: string, text: string): Sent | undefined {
  const found = /load:(\w+):(\d+):(\d+):(\d+):(\d+\.\d)/.exec(text);
  if (!found || found[1] !== run) return undefined;
  const [process, number, sender, atMs] = found.slice(2).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { process, number, sender, atMs };
}

/** How long one connection was open. */
export interface OpenTime {
  openedAt: number;
  closedAt: number;
}

/** Clocks of processes may differ by so much. */
const SLACK_MS = 1000;

/** Counts the deliveries to the connections of one process. */
export class Tally {
  /** By message, a byte for each connection: how often it came, 255 at most. */
  readonly #copies = new Map<string, Uint8Array>();
  /** By connection, the last number of each sender. */
  readonly #last: Int32Array[] = [];
  readonly #latencies: Histogram = {};
  readonly #bySecond: Record<number, Histogram> = {};
  #received = 0;
  #outOfOrder = 0;

  /**
   * @param own connections of this process.
   * @param all connections of all processes.
   * @param processes how many there are.
   * @param most messages of a process. What claims to be another is not counted, whoever sends it.
   */
  constructor(
    private readonly own: number,
    private readonly all: number,
    private readonly most: number,
    private readonly processes = all,
  ) {}

  get received(): number {
    return this.#received;
  }

  /** A message came. The first copy counts for the latency. */
  receive(connection: number, sent: Sent, nowMs: number, startedAt: number): void {
    const { process, number, sender } = sent;
    if (process >= this.processes || number >= this.most || sender >= this.all) return;
    // A service may claim any time.
    if (!(sent.atMs >= startedAt - SLACK_MS && sent.atMs <= nowMs + SLACK_MS)) return;
    const key = `${process}:${number}`;
    let copies = this.#copies.get(key);
    if (!copies) this.#copies.set(key, (copies = new Uint8Array(this.own)));
    const before = copies[connection]!;
    copies[connection] = Math.min(255, before + 1);
    if (before > 0) return;
    this.#received++;
    const ms = Math.max(0, nowMs - sent.atMs);
    add(this.#latencies, ms);
    const second = Math.max(0, Math.floor((sent.atMs - startedAt) / 1000));
    add((this.#bySecond[second] ??= {}), ms);
    const last = (this.#last[connection] ??= new Int32Array(this.all).fill(-1));
    if (last[sender]! > number) this.#outOfOrder++;
    else last[sender] = number;
  }

  /**
   * Compares what came with what was sent. Who was not open from the moment of a message to the end is not expected
   * to have it.
   * @param openTimes of the own connections, in their order.
   * @param isExpected whether a message is for a connection.
   */
  counts(
    messages: Sent[],
    openTimes: OpenTime[],
    isExpected: (sent: Sent, connection: number) => boolean,
  ): Counts {
    const counts = { expected: 0, lost: 0, repeated: 0 };
    for (const copies of this.#copies.values())
      for (const copy of copies) counts.repeated += Math.max(0, copy - 1);
    for (const sent of messages) {
      const copies = this.#copies.get(`${sent.process}:${sent.number}`);
      for (const [connection, { openedAt, closedAt }] of openTimes.entries()) {
        const stayed = openedAt < sent.atMs && closedAt === Infinity;
        if (!stayed || !isExpected(sent, connection)) continue;
        counts.expected++;
        if (!copies || copies[connection] === 0) counts.lost++;
      }
    }
    return {
      ...counts,
      received: this.#received,
      outOfOrder: this.#outOfOrder,
      latencies: this.#latencies,
      bySecond: this.#bySecond,
    };
  }
}

/** Different texts that are counted one by one; the rest together. */
const MOST_KINDS = 20;

/** Counts texts of a service, whatever they are: names of JavaScript and control characters do no harm. */
export class Kinds {
  readonly #counts = new Map<string, number>();

  add(text: string, count = 1): void {
    const kind = text.slice(0, 100).replace(/\p{Cc}/gu, "\uFFFD");
    const key = this.#counts.has(kind) || this.#counts.size < MOST_KINDS ? kind : "others";
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  addAll(counts: Record<string, number>): void {
    for (const [kind, count] of Object.entries(counts)) this.add(kind, count);
  }

  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
