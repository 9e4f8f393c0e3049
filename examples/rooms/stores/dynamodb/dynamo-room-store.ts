import { charge } from "../../../../handlers/stores/dynamodb/dynamo-charge";
import { roomOf, userOf, userPlace, type Departure, type RoomStore } from "../room-store";
import { deleteOf, dynamoMembers, itemOf, keysOf, memberOf } from "./dynamo-members";
import { dynamoRoomLog } from "./dynamo-room-log";
import { dynamoTable, keyOf } from "./dynamo-table";

/** The entry of the item that a connection has for itself, in a place of its own. */
const ACCOUNT = "account";

/**
 * The room store in DynamoDB, in the table that the environment variable ROOMS_TABLE names. A connection has an item of
 * its own, with what it owes for its messages, and one for each place where it is.
 */
export function dynamoRoomStore(): RoomStore {
  const table = dynamoTable();
  const { client, TableName } = table;
  const members = dynamoMembers(table);
  const find = async (connectionId: string) => {
    const item = await table.get(accountPlace(connectionId), ACCOUNT);
    if (!item) return undefined;
    const { joinedAtMs: _, ...visitor } = memberOf(item);
    return visitor;
  };
  return {
    ...members,
    log: dynamoRoomLog(table),
    async add(visitor) {
      const { connectionId, connectedAt } = visitor;
      await table.put({ ...keyOf(accountPlace(connectionId), ACCOUNT), ...itemOf(visitor) });
      await members.join(userPlace(userOf(visitor)), { ...visitor, joinedAtMs: connectedAt });
    },
    find,
    async has({ connectionId, connectedAt }) {
      return (await find(connectionId))?.connectedAt === connectedAt;
    },
    charge(connection, nowMs, price) {
      const Key = keyOf(accountPlace(connection.connectionId), ACCOUNT);
      return charge({ client, TableName, Key }, connection, nowMs, price);
    },
    async remove(connection) {
      const departures: Departure[] = [];
      for (const { place, entry } of await keysOf(table, connection.connectionId)) {
        const item = await deleteOf(table, place, entry, connection);
        if (item && roomOf(place) !== undefined) departures.push({ place, member: memberOf(item) });
      }
      return departures;
    },
    async roomsOf(connectionId) {
      const keys = await keysOf(table, connectionId);
      return keys.flatMap(({ place }) => roomOf(place) ?? []);
    },
  };
}

function accountPlace(connectionId: string): string {
  return `connection#${connectionId}`;
}
