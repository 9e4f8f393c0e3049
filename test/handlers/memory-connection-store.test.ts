import { memoryConnectionStore } from "../../handlers/memory-connection-store";
import { itIsAConnectionStore } from "./connection-store.contract";

describe("memoryConnectionStore", () => {
  itIsAConnectionStore({ create: () => memoryConnectionStore() });
});
