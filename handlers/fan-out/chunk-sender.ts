import type { Recipient } from "../broadcast/recipient";
import { connectionsOf, cut, type Chunk } from "./chunk";
import type { Refused, SendChunk } from "./invoke-fan-out";

export interface ChunkSenderArgs {
  sendChunk: SendChunk;
  message: string;
  /** What the IDs of the chunks begin with. */
  chunkId: string;
  /** How many invocations passed these connections on before. */
  hops: number;
  /** Connections in a chunk. */
  maxConnections: number;
  /** Whether a connection was served before, by an invocation for the same event. It is left out. */
  isSettled: ((connectionId: string) => boolean) | undefined;
}

/** Passes connections to the function fan-out. */
export interface ChunkSender {
  /** Sends these as soon as they fill a chunk. Resolves when there is room for more. */
  add(connections: Recipient[]): Promise<void>;
  /** Sends the rest, and waits until every chunk was accepted or refused. */
  end(): Promise<{ passed: number; refused: Recipient[] }>;
}

const MAX_INVOCATIONS_IN_FLIGHT = 8;

/** Cuts connections into chunks and sends them, a bounded number at a time. */
export function startChunkSender(args: ChunkSenderArgs): ChunkSender {
  const { sendChunk, message, maxConnections, isSettled = () => false } = args;
  const inFlight = new Set<Promise<void>>();
  let pending: Recipient[] = [];
  let chunks = 0;
  let passed = 0;
  let refused: Recipient[] = [];

  const send = async (all: Chunk["connections"]) => {
    // The cut and the ID are those of an earlier invocation for the same event.
    const chunkId = `${args.chunkId}/${++chunks}`;
    const connections = all.filter(([connectionId]) => !isSettled(connectionId));
    if (connections.length === 0) return;
    if (inFlight.size >= MAX_INVOCATIONS_IN_FLIGHT) await Promise.race(inFlight);
    const chunk = { chunkId, message, connections, hops: args.hops + 1 };
    const sending = sendChunk(chunk)
      .then(() => {
        passed += connections.length;
      })
      .catch((error: unknown) => {
        console.error(`Chunk "${chunkId}" could not be passed to fan-out.`, error);
        // Lambda may have accepted it, though the answer was lost.
        const mayHaveIt = (error as Refused).mayBeAccepted === true;
        const connectionsLeft = connectionsOf(chunk);
        if (mayHaveIt) for (const recipient of connectionsLeft) recipient.mayHaveIt = true;
        refused = refused.concat(connectionsLeft);
      })
      .finally(() => inFlight.delete(sending));
    inFlight.add(sending);
  };

  return {
    async add(connections) {
      pending = pending.concat(connections);
      const whole = pending.length - (pending.length % maxConnections);
      const ready = pending.slice(0, whole);
      pending = pending.slice(whole);
      for (const one of cut(ready, message, maxConnections)) await send(one);
    },
    async end() {
      for (const one of cut(pending, message, maxConnections)) await send(one);
      pending = [];
      await Promise.all(inFlight);
      return { passed, refused };
    },
  };
}
