import { memoryRoomStore } from "../stores/memory/memory-room-store";
import { itIsARoomStore } from "./room-store.contract";

describe("memoryRoomStore", () => {
  itIsARoomStore(() => memoryRoomStore());
});
