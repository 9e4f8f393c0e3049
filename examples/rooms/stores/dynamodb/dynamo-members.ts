import { DeleteItemCommand, paginateQuery, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Identity } from "../../../../handlers/authorization/identity";
import { expiresAt, type Connection } from "../../../../handlers/stores/connection-store";
import type { Member, RoomStore } from "../room-store";
import {
  BY_CONNECTION,
  ifConditionHolds,
  keyOf,
  type DynamoTable,
  type Item,
} from "./dynamo-table";

type Members = Pick<RoomStore, "join" | "leave" | "member" | "members">;

const MEMBER = "member#";

/**
 * Who is where: an item `{ place, entry: "member#" and connectionId, connectionId (S), connectedAt (N, ms), joinedAtMs
 * (N), identity (S, JSON), expiresAt (N, s) }` for each connection in each place.
 */
export function dynamoMembers(table: DynamoTable): Members {
  const { client, TableName } = table;
  return {
    async join(place, member) {
      const before = await table.put({
        ...keyOf(place, memberEntry(member)),
        ...itemOf(member),
        joinedAtMs: { N: String(member.joinedAtMs) },
      });
      return before?.connectedAt?.N !== String(member.connectedAt);
    },
    async leave(place, connection) {
      return (await deleteOf(table, place, memberEntry(connection), connection)) !== undefined;
    },
    async member(place, connection) {
      const item = await table.get(place, memberEntry(connection));
      const isOfIt = item?.connectedAt?.N === String(connection.connectedAt);
      return item && isOfIt ? memberOf(item) : undefined;
    },
    async *members(place, pageSize) {
      const pages = paginateQuery(
        { client },
        {
          TableName,
          // Includes everyone who joined before.
          ConsistentRead: true,
          KeyConditionExpression: "place = :place AND begins_with(entry, :member)",
          Limit: pageSize,
          // DynamoDB deletes expired items up to days later.
          FilterExpression: "expiresAt > :now",
          ExpressionAttributeValues: {
            ":place": { S: place },
            ":member": { S: MEMBER },
            ":now": { N: String(Math.floor(Date.now() / 1000)) },
          },
        },
      );
      for await (const { Items = [] } of pages) yield Items.map(memberOf);
    },
  };
}

/** Deletes an item of a connection, and none of a later one under its ID. @returns the item. */
export async function deleteOf(
  { client, TableName }: DynamoTable,
  place: string,
  entry: string,
  { connectedAt }: Connection,
): Promise<Item | undefined> {
  const deletion = new DeleteItemCommand({
    TableName,
    Key: keyOf(place, entry),
    ConditionExpression: "connectedAt = :connectedAt",
    ExpressionAttributeValues: { ":connectedAt": { N: String(connectedAt) } },
    ReturnValues: "ALL_OLD",
  });
  return (await ifConditionHolds(client.send(deletion)))?.Attributes;
}

/** The keys of whatever is stored of a connection. The index follows its table within moments. */
export async function keysOf(
  { client, TableName }: DynamoTable,
  connectionId: string,
): Promise<{ place: string; entry: string }[]> {
  const query = new QueryCommand({
    TableName,
    IndexName: BY_CONNECTION,
    KeyConditionExpression: "connectionId = :connectionId",
    ExpressionAttributeValues: { ":connectionId": { S: connectionId } },
  });
  // A page has more keys than a connection may join rooms.
  const { Items = [] } = await client.send(query);
  return Items.map(({ place, entry }) => ({ place: place?.S ?? "", entry: entry?.S ?? "" }));
}

/** What the items of a connection have in common. */
export function itemOf({ connectionId, connectedAt, identity }: Omit<Member, "joinedAtMs">): Item {
  return {
    connectionId: { S: connectionId },
    connectedAt: { N: String(connectedAt) },
    identity: { S: JSON.stringify(identity) },
    expiresAt: { N: String(expiresAt(connectedAt)) },
  };
}

export function memberOf(item: Item): Member {
  return {
    connectionId: item.connectionId?.S ?? "",
    connectedAt: Number(item.connectedAt?.N),
    identity: JSON.parse(item.identity?.S ?? "{}") as Identity,
    joinedAtMs: Number(item.joinedAtMs?.N ?? 0),
  };
}

function memberEntry({ connectionId }: Connection): string {
  return `${MEMBER}${connectionId}`;
}
