import { memoryChunkStore } from "../../../../handlers/stores/memory/memory-chunk-store";
import { itIsAChunkStore } from "../chunk-store.contract";

describe("memoryChunkStore", () => {
  itIsAChunkStore(memoryChunkStore);
});
