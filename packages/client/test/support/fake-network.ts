import type { Clock } from "../../src/clock";
import type { WebSocketClass, WebSocketLike } from "../../src/line/web-socket";
import type { ChatService, Killed, Member } from "./chat-service";

/** What a network may do, each with its share of cases from 0 to 1. */
export interface Faults {
  /** The longest that a frame takes, in milliseconds. */
  maxLatencyMs: number;
  refused: number;
  lostPosts: number;
  killed: number;
}

export const NO_FAULTS: Faults = { maxLatencyMs: 0, refused: 0, lostPosts: 0, killed: 0 };

const IDLE_MS = 600_000;
const LIFETIME_MS = 7_200_000;
const KILLED: Killed[] = ["after number", "after history", "after posts"];

type Listener = ((event: unknown) => void) | null;

/** One of its WebSockets. */
export interface FakeSocket extends WebSocketLike {
  readonly url: string;
  readonly sent: string[];
  receive(text: string): void;
  /** Ends it: both sides notice, or the client does not, as when its machine has slept. */
  cut(code?: number, reason?: string, isNoticed?: boolean): void;
}

/** WebSockets to a service in this process, on a clock that a test moves. */
export function fakeNetwork(
  clock: Clock,
  random: () => number,
  service: ChatService,
  faults: Faults = NO_FAULTS,
) {
  /** Those that have not ended, for the service or for the client. */
  const sockets = new Set<FakeSocket>();
  const made: FakeSocket[] = [];
  const happens = (share: number) => share > 0 && random() < share;
  const latency = () => Math.floor(random() * faults.maxLatencyMs);

  class Socket implements FakeSocket {
    readyState = 0;
    onopen: Listener = null;
    onmessage: Listener = null;
    onclose: Listener = null;
    onerror: Listener = null;
    readonly sent: string[] = [];
    #trafficAt = clock.now();
    #isMember = false;
    #inOrder = 0;
    readonly #member: Member = {
      post: (frame) => {
        if (!happens(faults.lostPosts)) this.#later(latency(), () => this.#hear(frame));
      },
      postInOrder: (frames) => {
        for (const frame of frames) {
          this.#inOrder = Math.max(this.#inOrder, clock.now() + latency());
          this.#later(this.#inOrder - clock.now(), () => this.#hear(frame));
        }
      },
    };

    constructor(
      readonly url: string,
      readonly protocols?: string | string[],
    ) {
      sockets.add(this);
      made.push(this);
      this.#later(latency(), () => {
        if (happens(faults.refused)) return this.cut(1006);
        this.#isMember = true;
        this.readyState = 1;
        this.#later(LIFETIME_MS, () => this.cut(1001, "Going away"));
        this.#watchIdle();
        this.onopen?.({});
      });
    }

    send(text: string): void {
      if (this.readyState === 0) throw new Error("Still in CONNECTING state");
      this.sent.push(text);
      if (this.readyState !== 1) return;
      this.#later(latency(), () => {
        if (!this.#isMember) return;
        this.#trafficAt = clock.now();
        const killed = happens(faults.killed) ? KILLED[Math.floor(random() * 3)] : "no";
        service.handle(this.#member, text, killed);
      });
    }
    receive(text: string): void {
      this.onmessage?.({ data: text });
    }
    close(): void {
      if (this.readyState < 2) this.cut(1000);
    }
    cut(code = 1006, reason = "", isNoticed = true): void {
      service.disconnect(this.#member);
      this.#isMember = false;
      if (!isNoticed || this.readyState === 3) return;
      this.readyState = 2;
      this.#later(latency(), () => {
        if (this.readyState === 3) return;
        this.readyState = 3;
        sockets.delete(this);
        this.onclose?.({ code, reason });
      });
    }
    #hear(frame: object): void {
      if (!this.#isMember || this.readyState !== 1) return;
      this.#trafficAt = clock.now();
      this.receive(JSON.stringify(frame));
    }
    #watchIdle(): void {
      this.#later(this.#trafficAt + IDLE_MS - clock.now(), () => {
        if (!this.#isMember) return;
        if (clock.now() - this.#trafficAt >= IDLE_MS) this.cut(1001, "Going away");
        else this.#watchIdle();
      });
    }
    #later(ms: number, callback: () => void): void {
      clock.after(ms, callback);
    }
  }
  return { WebSocket: Socket as unknown as WebSocketClass, sockets, made, faults };
}
