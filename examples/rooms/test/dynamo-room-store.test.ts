import { itIsARoomStore } from "./room-store.contract";
import { useDynamoRooms } from "./rooms-table";

describe("dynamoRoomStore", () => {
  const create = useDynamoRooms();
  itIsARoomStore(create);
});
