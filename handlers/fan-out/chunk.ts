import type { Connection } from "../stores/connection-store";

/** A part of a broadcast for another invocation. */
export interface Chunk {
  /** The same when Lambda delivers the chunk again. */
  chunkId: string;
  message: string;
  /** Connection IDs, each with the time of the connection in milliseconds since 1970. */
  connections: [connectionId: string, connectedAt: number][];
  /** How many invocations have handed these connections on. */
  handedOn: number;
}

/**
 * The payload of an asynchronous event may have 1 MB.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_CHUNK_BYTES = 1_000_000;

/**
 * Cuts connections into chunks that one event holds.
 * @param most connections in a chunk.
 * @returns the connections of each chunk.
 */
export function cut(
  connections: Connection[],
  message: string,
  most: number,
): Chunk["connections"][] {
  // The rest of a chunk is small.
  const emptyBytes = Buffer.byteLength(JSON.stringify(message)) + 200;
  const cuts: Chunk["connections"][] = [];
  let current: Chunk["connections"] = [];
  let bytes = Infinity;
  for (const { connectionId, connectedAt } of connections) {
    const entry: [string, number] = [connectionId, connectedAt];
    const entryBytes = Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (current.length >= most || bytes + entryBytes > MAX_CHUNK_BYTES) {
      current = [];
      bytes = emptyBytes;
      cuts.push(current);
    }
    current.push(entry);
    bytes += entryBytes;
  }
  return cuts;
}

/** The connections of a chunk, as a store lists them. */
export function connectionsOf({ connections }: Chunk): Connection[] {
  return connections.map(([connectionId, connectedAt]) => ({ connectionId, connectedAt }));
}
