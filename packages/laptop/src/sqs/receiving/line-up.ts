import { Heap } from "./heap";
import { Hidden } from "./hidden";
import type { StoredMessage } from "../stored-message";

/** Messages of which only the first can be received: a message group, or one message of a standard queue. */
interface Lane {
  key: string;
  messages: Heap<StoredMessage>;
  /** The rank of its first message when the lane was last lined up. */
  place: number;
  visibleAtMs: number;
}

/**
 * The order in which messages are received. It finds the next one without a look at those that cannot be received, however
 * many are delayed or in flight.
 */
export class LineUp {
  readonly #lanes = new Map<string, Lane>();
  /** Lanes whose first message can be received, by its place. */
  readonly #ready = new Heap<Lane>(({ place }) => place);
  /** Lanes whose first message is delayed or in flight, by when it can be received. */
  readonly #waiting = new Heap<Lane>(({ visibleAtMs }) => visibleAtMs);

  readonly #hidden = new Hidden();

  /** @param isFifo whether a message waits for the earlier ones of its group. */
  constructor(private readonly isFifo: boolean) {}

  /** Lines a message up, or lines it up anew: its visibility must not change while it is in the line. */
  add(message: StoredMessage): void {
    const key = this.#keyOf(message);
    let lane = this.#lanes.get(key);
    if (!lane) {
      const messages = new Heap<StoredMessage>(({ place }) => place);
      lane = { key, messages, place: 0, visibleAtMs: 0 };
      this.#lanes.set(key, lane);
    }
    lane.messages.add(message);
    this.#hidden.add(message);
    this.#update(lane);
  }

  delete(message: StoredMessage): void {
    this.#hidden.delete(message);
    const lane = this.#lanes.get(this.#keyOf(message));
    if (!lane) return;
    lane.messages.delete(message);
    this.#update(lane);
  }

  /** The next message that can be received; it stays in the line. */
  next(nowMs: number): StoredMessage | undefined {
    this.#advance(nowMs);
    return this.#ready.first()?.messages.first();
  }

  /** How many messages are in flight and delayed. */
  hidden(nowMs: number): { inFlight: number; delayed: number } {
    return this.#hidden.count(nowMs);
  }

  /** When the next message that cannot be received now will be; Infinity if there is none. */
  nextChangeMs(nowMs: number): number {
    this.#advance(nowMs);
    return this.#waiting.first()?.visibleAtMs ?? Infinity;
  }

  #advance(nowMs: number): void {
    for (;;) {
      const lane = this.#waiting.first();
      if (!lane || lane.visibleAtMs > nowMs) return;
      this.#waiting.delete(lane);
      this.#ready.add(lane);
    }
  }

  #update(lane: Lane): void {
    this.#ready.delete(lane);
    this.#waiting.delete(lane);
    const first = lane.messages.first();
    if (!first) {
      this.#lanes.delete(lane.key);
      return;
    }
    lane.place = first.place;
    lane.visibleAtMs = first.visibleAtMs;
    this.#waiting.add(lane);
  }

  #keyOf({ id, groupId }: StoredMessage): string {
    return this.isFifo ? groupId! : id;
  }
}
