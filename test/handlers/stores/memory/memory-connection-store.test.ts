import { memoryConnectionStore } from "../../../../handlers/stores/memory/memory-connection-store";
import { itIsAConnectionStore } from "../connection-store.contract";

describe("memoryConnectionStore", () => {
  itIsAConnectionStore({ create: () => memoryConnectionStore() });
});
