import { memoryConnectionStore } from "../../handlers/memory-connection-store";
import { itIsAConnectionStore } from "./connection-store.contract";

describe("memoryConnectionStore", () => {
  itIsAConnectionStore({
    create: () => memoryConnectionStore(2),
    manyIds: ["1", "2", "3", "4", "5"],
  });
});
