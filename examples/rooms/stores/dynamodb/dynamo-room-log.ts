import {
  paginateQuery,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { deletedAt, DELETED_AFTER_MS, type Entry, type RoomLog, type Said } from "../room-log";
import { keyOf, type DynamoTable, type Item } from "./dynamo-table";

const COUNTER = "counter";
/** Before every message, and after: "#" is before "$". */
const MESSAGE = "message#";
const AFTER_MESSAGES = "message$";
const DIGITS = 15;
/** A conflict is over within milliseconds, when the other transaction is. */
const MAX_CONFLICTS = 10;

/**
 * The history of rooms: for each room an item `{ place, entry: "counter", latest (N), takenAtMs (N), startedAtMs (N) }`,
 * which stays; for each number an item `{ place, entry: "message#" and the number, expiresAt (N, s), said (S, JSON) }`,
 * without `said` if it is void; and for each message an item by its sender and ID, which has its number.
 */
export function dynamoRoomLog(table: DynamoTable): RoomLog {
  const { client, TableName } = table;
  return {
    async take(place, nowMs) {
      const update = new UpdateItemCommand({
        TableName,
        Key: keyOf(place, COUNTER),
        UpdateExpression:
          "ADD latest :one SET takenAtMs = :now, startedAtMs = if_not_exists(startedAtMs, :now)",
        ExpressionAttributeValues: { ":one": { N: "1" }, ":now": { N: String(nowMs) } },
        ReturnValues: "UPDATED_NEW",
      });
      const { Attributes } = await client.send(update);
      return Number(Attributes?.latest?.N);
    },
    async put(place, entry) {
      const ConditionExpression = "attribute_not_exists(entry)";
      const transaction = new TransactWriteItemsCommand({
        TransactItems: itemsOf(place, entry).map((Item) => ({
          Put: { TableName, Item, ConditionExpression },
        })),
      });
      for (let conflicts = 0; ; conflicts++) {
        try {
          await client.send(transaction);
          return "kept";
        } catch (error) {
          if (!(error instanceof TransactionCanceledException)) throw error;
          const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
          if (codes[1] === "ConditionalCheckFailed") return "repeated";
          if (codes[0] === "ConditionalCheckFailed") return "taken";
          // Another transaction has one of the items at this moment. Any other reason would come again.
          if (!codes.includes("TransactionConflict") || conflicts === MAX_CONFLICTS) throw error;
        }
      }
    },
    async state(place) {
      const counter = await table.get(place, COUNTER);
      const numberIn = (name: string) => Number(counter?.[name]?.N ?? 0);
      return {
        latest: numberIn("latest"),
        takenAtMs: numberIn("takenAtMs"),
        startedAtMs: numberIn("startedAtMs"),
      };
    },
    async read(place, from, max) {
      const pages = paginateQuery(
        { client },
        {
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: "place = :place AND entry BETWEEN :from AND :to",
          FilterExpression: "expiresAt > :kept",
          ExpressionAttributeValues: {
            ":place": { S: place },
            ":from": { S: numbered(from) },
            ":to": { S: AFTER_MESSAGES },
            ":kept": { N: String(Math.floor((Date.now() + DELETED_AFTER_MS) / 1000)) },
          },
          Limit: max,
        },
      );
      const entries: Entry[] = [];
      for await (const { Items = [] } of pages) {
        entries.push(...Items.map(entryOf));
        if (entries.length >= max) break;
      }
      return entries.slice(0, max);
    },
    async numberOf(place, from, id) {
      const number = (await table.get(place, byId(from, id)))?.number?.N;
      return number === undefined ? undefined : Number(number);
    },
  };
}

/** The items of an entry: under its number, and by its sender and ID if it has a message. */
function itemsOf(place: string, entry: Entry): Item[] {
  const { said, sequence } = entry;
  const expiresAt = { N: String(deletedAt(entry)) };
  const item: Item = { ...keyOf(place, numbered(sequence)), expiresAt };
  if (!said) return [item];
  const number = { N: String(sequence) };
  return [
    { ...item, said: { S: JSON.stringify(said) } },
    { ...keyOf(place, byId(said.from, said.id)), number, expiresAt },
  ];
}

function entryOf({ entry, expiresAt, said }: Item): Entry {
  return {
    sequence: Number(entry?.S?.slice(MESSAGE.length)),
    keptUntilMs: Number(expiresAt?.N) * 1000 - DELETED_AFTER_MS,
    ...(said?.S && { said: JSON.parse(said.S) as Said }),
  };
}

/** In the order of the numbers. */
function numbered(sequence: number): string {
  return `${MESSAGE}${String(sequence).padStart(DIGITS, "0")}`;
}

/** JSON, because a name and an ID may hold any character. */
function byId(from: string, id: string): string {
  return `id#${JSON.stringify([from, id])}`;
}
