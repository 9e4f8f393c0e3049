import type { IncomingMessage, Server } from "node:http";
import type { Clock, Timer } from "../shared/clock";
import { InProgress } from "../shared/in-progress";
import type { Journal } from "../shared/journal";
import type { Table } from "../model/model";
import type { CallDynamoDb } from "./call";

/**
 * The minimum time between two sweeps. DynamoDB deletes expired items "within a few days".
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
const SWEEP_INTERVAL_MS = 60_000;

const WRITES = /\.(PutItem|UpdateItem|BatchWriteItem|TransactWriteItems)$/;

interface ExpiryDeps {
  clock: Clock;
  journal: Journal;
  /** Counts sweeps until they are done. */
  inProgress?: InProgress;
  /** Calls the database of the table's region. */
  callFor(table: Table): CallDynamoDb;
}

/**
 * Deletes expired items, which dynalite does not do. A sweep runs a minute after the start if there are tables from
 * before, a minute after a write, and again when the next item expires. Tables without writes cost nothing.
 * @param hasItems whether tables have items from before.
 */
export function startExpiry(
  server: Server,
  tables: () => Table[],
  { clock, journal, inProgress = new InProgress(), callFor }: ExpiryDeps,
  hasItems = false,
): { close(): void } {
  let next: { timer: Timer; at: number } | undefined;
  let closed = false;

  const sweepIn = (delayMs: number) => {
    const at = clock.now() + delayMs;
    if (closed || (next && next.at <= at)) return;
    next?.timer.cancel();
    const timer = clock.after(delayMs, () => {
      next = undefined;
      inProgress.add(sweep()).catch((error: Error) => {
        if (!closed) journal.record("dynamodb", "expireFailed", { message: error.message });
      });
    });
    next = { timer, at };
  };

  const sweep = async () => {
    let nextExpirySeconds = Infinity;
    for (const table of tables()) {
      if (!table.ttlAttribute) continue;
      const call = callFor(table);
      for await (const { key, expiresAt } of itemsWithExpiry(table, table.ttlAttribute, call)) {
        if (closed) return;
        if (expiresAt * 1000 > clock.now()) {
          nextExpirySeconds = Math.min(nextExpirySeconds, expiresAt);
          continue;
        }
        await call("DeleteItem", {
          TableName: table.name,
          Key: key,
          // Unless the item was written again meanwhile.
          ConditionExpression: "#ttl = :seen",
          ExpressionAttributeNames: { "#ttl": table.ttlAttribute },
          ExpressionAttributeValues: { ":seen": { N: String(expiresAt) } },
        });
        journal.record("dynamodb", "expire", { table: table.name, key });
      }
    }
    if (nextExpirySeconds < Infinity) {
      sweepIn(Math.max(SWEEP_INTERVAL_MS, nextExpirySeconds * 1000 - clock.now()));
    }
  };

  server.on("request", ({ headers }: IncomingMessage) => {
    if (WRITES.test(String(headers["x-amz-target"]))) sweepIn(SWEEP_INTERVAL_MS);
  });
  if (hasItems) sweepIn(SWEEP_INTERVAL_MS);
  return {
    close() {
      closed = true;
      next?.timer.cancel();
    },
  };
}

type Item = Record<string, { N?: string }>;

async function* itemsWithExpiry(table: Table, ttlAttribute: string, call: CallDynamoDb) {
  const keys = (table.definition.KeySchema as { AttributeName: string }[]).map(
    (k) => k.AttributeName,
  );
  let ExclusiveStartKey: unknown;
  do {
    const page = await call("Scan", { TableName: table.name, ExclusiveStartKey });
    for (const item of (page.Items ?? []) as Item[]) {
      const seconds = item[ttlAttribute]?.N;
      if (seconds === undefined) continue;
      const key = Object.fromEntries(keys.map((name) => [name, item[name]]));
      yield { key, expiresAt: Number(seconds) };
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}
