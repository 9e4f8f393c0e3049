import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import type { Identity } from "../../authorization/identity";
import { expiresAt, type Connection, type ConnectionStore } from "../connection-store";
import { charge } from "./dynamo-charge";

/**
 * The connection store in DynamoDB: an item `{ connectionId (S), connectedAt (N, ms), expiresAt (N, s) }`
 * for each connection, in the table that the environment variable CONNECTIONS_TABLE names. It has `identity (S, JSON)`
 * if an authorizer said who it is, `paidAtMs (N, ms)` once it has sent messages, and `toldAtMs (N, ms)` once it was
 * told of its limit.
 */
export function dynamoConnectionStore(): ConnectionStore {
  // The SDK builds its middleware once for each command, not for each call.
  const client = new DynamoDBClient({ cacheMiddleware: true });
  const TableName = process.env.CONNECTIONS_TABLE;
  const find = async (connectionId: string) => {
    const Key = { connectionId: { S: connectionId } };
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key, ConsistentRead: true }),
    );
    return Item && connectionOf(Item);
  };
  return {
    async add({ connectionId, connectedAt, identity }) {
      const Item = {
        connectionId: { S: connectionId },
        connectedAt: { N: String(connectedAt) },
        expiresAt: { N: String(expiresAt(connectedAt)) },
        ...(identity && { identity: { S: JSON.stringify(identity) } }),
      };
      await client.send(new PutItemCommand({ TableName, Item }));
    },
    async remove({ connectionId, connectedAt }) {
      const deletion = new DeleteItemCommand({
        TableName,
        Key: { connectionId: { S: connectionId } },
        ConditionExpression: "connectedAt = :connectedAt",
        ExpressionAttributeValues: { ":connectedAt": { N: String(connectedAt) } },
      });
      await ifConditionHolds(client.send(deletion));
    },
    async has({ connectionId, connectedAt }) {
      const found = await find(connectionId);
      return found?.connectedAt === connectedAt;
    },
    find,
    charge(connection, nowMs, price) {
      const Key = { connectionId: { S: connection.connectionId } };
      return charge({ client, TableName, Key }, connection, nowMs, price);
    },
    async *list() {
      const pages = paginateScan(
        { client },
        {
          TableName,
          // Includes every connection that was accepted before.
          ConsistentRead: true,
          // DynamoDB deletes expired items up to days later.
          FilterExpression: "expiresAt > :now",
          ExpressionAttributeValues: { ":now": { N: String(Math.floor(Date.now() / 1000)) } },
          ProjectionExpression: "connectionId, connectedAt, #identity",
          // A reserved word: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
          ExpressionAttributeNames: { "#identity": "identity" },
        },
      );
      for await (const { Items = [] } of pages) yield Items.map(connectionOf);
    },
  };
}

/** @returns undefined if the condition of the write does not hold. */
async function ifConditionHolds<Output>(writing: Promise<Output>): Promise<Output | undefined> {
  try {
    return await writing;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

function connectionOf(item: Record<string, AttributeValue>): Connection {
  return {
    connectionId: item.connectionId?.S ?? "",
    connectedAt: Number(item.connectedAt?.N),
    ...(item.identity?.S && { identity: JSON.parse(item.identity.S) as Identity }),
  };
}
