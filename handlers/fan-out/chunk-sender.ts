import { connectionsOf, cut, type Chunk } from "./chunk";
import type { Connection } from "../stores/connection-store";
import type { SendChunk } from "./invoke-fan-out";

export interface ChunkSenderArgs {
  sendChunk: SendChunk;
  message: string;
  /** What the IDs of the chunks begin with. */
  chunkId: string;
  /** How many invocations passed these connections on before. */
  hops: number;
  /** Connections in a chunk. */
  maxConnections: number;
}

/** Passes connections to the function fan-out. */
export interface ChunkSender {
  /** Sends these as soon as they fill a chunk. Resolves when there is room for more. */
  add(connections: Connection[]): Promise<void>;
  /** Sends the rest, and waits until every chunk was accepted or refused. */
  end(): Promise<{ passed: number; refused: Connection[] }>;
}

const MAX_INVOCATIONS_IN_FLIGHT = 8;

/** Cuts connections into chunks and sends them, a bounded number at a time. */
export function startChunkSender(args: ChunkSenderArgs): ChunkSender {
  const { sendChunk, message, maxConnections } = args;
  const inFlight = new Set<Promise<void>>();
  let pending: Connection[] = [];
  let chunks = 0;
  let passed = 0;
  let refused: Connection[] = [];

  const send = async (connections: Chunk["connections"]) => {
    if (inFlight.size >= MAX_INVOCATIONS_IN_FLIGHT) await Promise.race(inFlight);
    const chunkId = `${args.chunkId}/${++chunks}`;
    const chunk = { chunkId, message, connections, hops: args.hops + 1 };
    const sending = sendChunk(chunk)
      .then(() => {
        passed += connections.length;
      })
      .catch((error: unknown) => {
        console.error(`Chunk "${chunkId}" could not be passed to fan-out.`, error);
        refused = refused.concat(connectionsOf(chunk));
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
