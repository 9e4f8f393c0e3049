import type { ChunkStore } from "../../../../handlers/stores/chunk-store";
import { dynamoChunkStore } from "../../../../handlers/stores/dynamodb/dynamo-chunk-store";
import { keyOf } from "./dynamo-table";

/** Before the ID of each chunk: no room, user or connection has such a place. */
export const CHUNK = "chunk#";

/** The record of fan-out in the table of the rooms: an item for each chunk, in a place of its own. */
export function dynamoRoomChunks(): ChunkStore {
  return dynamoChunkStore((chunkId) => keyOf(CHUNK + chunkId, "chunk"));
}
