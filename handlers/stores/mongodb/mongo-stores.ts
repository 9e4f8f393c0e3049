import type { ChunkStore } from "../chunk-store";
import type { ConnectionStore } from "../connection-store";
import { mongoChunkStore } from "./mongo-chunk-store";
import { mongoClient } from "./mongo-client";
import { mongoConnectionStore } from "./mongo-connection-store";

/** Both stores in MongoDB, with one client. */
export function mongoStores(): [ConnectionStore, ChunkStore] {
  const client = mongoClient();
  return [mongoConnectionStore(client), mongoChunkStore(client)];
}
