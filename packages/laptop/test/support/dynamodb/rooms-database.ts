import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startDynamoDb, type DynamoDb } from "../../../src/dynamodb/start";
import { buildTable } from "../../../src/model/tables";
import type { Model } from "../../../src/model/model";
import { databaseClient } from "../database-client";
import { FakeClock } from "../fake-clock";
import { modelOf, tableOf } from "../models";
import { recordJournal } from "../recorder";

/** The ARN of the table "rooms". */
export const ROOMS_ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/rooms";

/** A database with the table "users" of the key "id", and "rooms" of the same key with the index "by-owner". */
export class RoomsDatabase {
  private constructor(
    private readonly dynamoDb: DynamoDb,
    readonly clock: FakeClock,
    readonly client: DynamoDBClient,
  ) {}

  static async start(parts: Partial<Model> = {}): Promise<RoomsDatabase> {
    const clock = new FakeClock();
    const rooms = {
      name: "rooms",
      arn: ROOMS_ARN,
      hashKey: "id",
      attributes: [
        { name: "id", type: "S" },
        { name: "owner", type: "S" },
      ],
      globalSecondaryIndexes: [{ name: "by-owner", hashKey: "owner", projectionType: "ALL" }],
    };
    const tables = [tableOf("users"), buildTable({ name: "rooms", outputs: rooms } as never)];
    const { journal } = recordJournal(clock);
    const dynamoDb = await startDynamoDb(modelOf({ tables, ...parts }), { clock, journal });
    return new RoomsDatabase(dynamoDb, clock, databaseClient(dynamoDb.endpoint));
  }

  get endpoint(): string {
    return this.dynamoDb.endpoint;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.dynamoDb.close();
  }
}
