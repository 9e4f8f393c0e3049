import { memoryChunkStore } from "../../handlers/memory-chunk-store";
import { itIsAChunkStore } from "./chunk-store.contract";

describe("memoryChunkStore", () => {
  itIsAChunkStore(memoryChunkStore);
});
