import type { Connection } from "../stores/connection-store";

/** A part of a broadcast, as the function fan-out receives it. */
export interface Chunk {
  /** The same when Lambda delivers the chunk again. */
  chunkId: string;
  message: string;
  /** `connectedAt` is in milliseconds since 1970. */
  connections: [connectionId: string, connectedAt: number][];
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
  connections: Connection[],
  message: string,
  maxConnections: number,
): Chunk["connections"][] {
  // The other fields of a chunk take less than 200 bytes.
  const emptyBytes = Buffer.byteLength(JSON.stringify(message)) + 200;
  const cuts: Chunk["connections"][] = [];
  let current: Chunk["connections"] = [];
  let bytes = Infinity;
  for (const { connectionId, connectedAt } of connections) {
    const entry: [string, number] = [connectionId, connectedAt];
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
export function connectionsOf({ connections }: Chunk): Connection[] {
  return connections.map(([connectionId, connectedAt]) => ({ connectionId, connectedAt }));
}
