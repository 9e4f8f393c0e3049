import type { Recipient } from "../broadcast/recipient";
import type { ChunkProgress } from "../stores/chunk-store";

/** What one invocation of a chunk takes over from earlier ones, and records for later ones. */
export interface Progress {
  /**
   * Records that posts to these begin, which are the next of the chunk.
   * @returns those that need a post.
   */
  begin(recipients: Recipient[]): Promise<Recipient[]>;
  /** Records that a post is repeated whose answer was lost, before it is. */
  repeating(recipient: Recipient): Promise<void>;
  /** Notes that a recipient needs no further post, or that another invocation makes it. */
  settled(recipient: Recipient): void;
  isSettled(connectionId: string): boolean;
  /** Records what was noted. */
  record(): Promise<void>;
}

/**
 * The progress of a chunk whose execution environment may have ended in the middle. Of the posts that it had
 * started, those without a recorded end may have been delivered: they are made once more, and never again.
 * @param recipients of the chunk, in its order.
 */
export function progressOf(
  recipients: Recipient[],
  earlier: ChunkProgress,
  save: (progress: ChunkProgress) => Promise<void>,
): Progress {
  const places = new Map(recipients.map(({ connectionId }, place) => [connectionId, place]));
  const placeOf = ({ connectionId }: Recipient) => places.get(connectionId)!;
  const repeated = new Places(recipients.length, earlier.repeated);
  const settled = new Places(recipients.length, earlier.settled);
  let { started } = earlier;
  const record = () => save({ started, repeated: repeated.bytes, settled: settled.bytes });
  let recording: Promise<void> | undefined;
  /** Many at once share a record. */
  const recordSoon = () =>
    (recording ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
      recording = undefined;
      return record();
    }));

  return {
    async begin(next) {
      if (next.length === 0) return next;
      const due: Recipient[] = [];
      for (const recipient of next) {
        const place = placeOf(recipient);
        if (settled.has(place)) continue;
        if (repeated.has(place)) {
          console.error(`Connection "${recipient.connectionId}" may not have the message.`);
          settled.add(place);
          continue;
        }
        if (place < earlier.started) recipient.mayHaveIt = true;
        if (recipient.mayHaveIt) repeated.add(place);
        due.push(recipient);
      }
      started = Math.max(started, placeOf(next.at(-1)!) + 1);
      await record();
      return due;
    },
    repeating(recipient) {
      repeated.add(placeOf(recipient));
      return recordSoon();
    },
    settled: (recipient) => settled.add(placeOf(recipient)),
    isSettled: (connectionId) => settled.has(places.get(connectionId)!),
    record,
  };
}

/** A set of places, a bit for each. */
class Places {
  readonly bytes: Uint8Array;

  constructor(length: number, earlier: Uint8Array) {
    this.bytes = new Uint8Array(Math.ceil(length / 8));
    this.bytes.set(earlier);
  }

  has(place: number): boolean {
    return ((this.bytes[place >> 3]! >> (place & 7)) & 1) === 1;
  }

  add(place: number): void {
    this.bytes[place >> 3]! |= 1 << (place & 7);
  }
}
