import type { Recipient } from "../broadcast/recipient";

/** A part of a broadcast, as the function fan-out receives it. */
export interface Chunk {
  /** The same when Lambda delivers the chunk again. */
  chunkId: string;
  message: string;
  /** `connectedAt` is in milliseconds since 1970. The third is there if the message may have been delivered. */
  connections: [connectionId: string, connectedAt: number, mayHaveIt?: 1][];
  /** How many invocations passed these connections on. */
  hops: number;
}

/**
 * The maximum payload of an asynchronous invocation is 1 MB.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_CHUNK_BYTES = 1_000_000;

/**
 * Cuts connections into chunks, each small enough for one event.
 * @param maxConnections in a chunk.
 * @returns the connections of each chunk.
 */
export function cut(
  connections: Recipient[],
  message: string,
  maxConnections: number,
): Chunk["connections"][] {
  // The other fields of a chunk take less than 200 bytes.
  const emptyBytes = Buffer.byteLength(JSON.stringify(message)) + 200;
  const cuts: Chunk["connections"][] = [];
  let current: Chunk["connections"] = [];
  let bytes = Infinity;
  for (const { connectionId, connectedAt, mayHaveIt } of connections) {
    const entry: Chunk["connections"][number] = [connectionId, connectedAt];
    if (mayHaveIt) entry.push(1);
    const entryBytes = Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (current.length >= maxConnections || bytes + entryBytes > MAX_CHUNK_BYTES) {
      current = [];
      bytes = emptyBytes;
      cuts.push(current);
    }
    current.push(entry);
    bytes += entryBytes;
  }
  return cuts;
}

/** The connections of a chunk, in the form in which a store lists them. */
export function connectionsOf({ connections }: Chunk): Recipient[] {
  return connections.map(([connectionId, connectedAt, mayHaveIt]) => ({
    connectionId,
    connectedAt,
    ...(mayHaveIt && { mayHaveIt: true }),
  }));
}
