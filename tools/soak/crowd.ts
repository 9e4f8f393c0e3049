import { once } from "node:events";
import { WebSocket } from "ws";
import type { Ledger, Member } from "./ledger";

/** Connections that come and go, and what they send and receive. */
export class Crowd {
  /** Those that are open and have not begun to leave. */
  readonly #open = new Map<Member, WebSocket>();
  readonly #url: string;
  readonly #ledger: Ledger;
  #joining = 0;
  /** Handshakes that were refused though no environment was killed, and ones where one was. */
  refused = 0;
  refusedAtKill = 0;
  /** Connections that ended without being asked to. */
  dropped = 0;

  constructor(url: string, ledger: Ledger) {
    this.#url = url;
    this.#ledger = ledger;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Opens connections until there are so many, those included whose handshake is under way. */
  async fill(count: number): Promise<void> {
    const missing = Math.max(0, count - this.#open.size - this.#joining);
    await Promise.all(Array.from({ length: missing }, () => this.#join()));
  }

  /** Some connection leaves: politely, or as if its cable was pulled. */
  leave(isPolite: boolean): void {
    const [member, webSocket] = pick([...this.#open]) ?? [];
    if (!member || !webSocket) return;
    member.leftAt = performance.now();
    this.#open.delete(member);
    if (isPolite) webSocket.close();
    else webSocket.terminate();
  }

  /** Some connection sends a message, unless all of them wait for their last. */
  send(): void {
    const isFree = ([member]: [Member, WebSocket]) => !this.#ledger.isSending(member);
    const [member, webSocket] = pick([...this.#open].filter(isFree)) ?? [];
    if (!member || !webSocket) return;
    const number = this.#ledger.sent(member, [...this.#open.keys()], performance.now());
    webSocket.send(`message ${number}`);
  }

  leaveAll(): void {
    while (this.#open.size > 0) this.leave(true);
  }

  async #join(): Promise<void> {
    const startedAt = performance.now();
    const webSocket = new WebSocket(this.#url, { perMessageDeflate: false });
    const member: Member = {};
    webSocket.on("message", (data: Buffer) => this.#receive(member, data.toString("utf8")));
    // What was cut closes too.
    webSocket.on("error", () => undefined);
    webSocket.on("close", () => {
      if (!this.#open.delete(member)) return;
      member.leftAt = performance.now();
      this.dropped++;
    });
    this.#joining++;
    try {
      await once(webSocket, "open");
      this.#open.set(member, webSocket);
    } catch {
      if (this.#ledger.wasKilled(startedAt, performance.now())) this.refusedAtKill++;
      else this.refused++;
    }
    this.#joining--;
  }

  #receive(member: Member, text: string): void {
    const [, number] = /^Echo me: message (\d+)$/.exec(text) ?? [];
    if (number === undefined) this.#ledger.failed(member, performance.now());
    else this.#ledger.received(Number(number), member, performance.now());
  }
}

function pick<T>(values: T[]): T | undefined {
  return values[Math.floor(Math.random() * values.length)];
}
