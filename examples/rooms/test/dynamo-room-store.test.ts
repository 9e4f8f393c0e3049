import { itIsAChunkStore } from "../../../test/handlers/stores/chunk-store.contract";
import { dynamoRoomChunks } from "../stores/dynamodb/dynamo-room-chunks";
import { itIsARoomStore } from "./room-store.contract";
import { useDynamoRooms } from "./rooms-table";

describe("dynamoRoomStore", () => {
  itIsARoomStore(useDynamoRooms());
});

describe("dynamoRoomChunks", () => {
  const makeRooms = useDynamoRooms();
  itIsAChunkStore(async () => {
    await makeRooms();
    process.env.CHUNKS_TABLE = process.env.ROOMS_TABLE;
    return dynamoRoomChunks();
  });
  after(() => void delete process.env.CHUNKS_TABLE);
});
