import { deepEqual, equal } from "node:assert/strict";
import {
  CreateBackupCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { RoomsDatabase } from "../support/dynamodb/rooms-database";

describe("What DynamoDB does and a laptop does not", () => {
  let database: RoomsDatabase;
  let client: DynamoDBClient;
  const GAMES = "arn:aws:dynamodb:us-east-1:123456789012:table/games-1";
  beforeEach(async () => {
    const description = 'aws:dynamodb/table:Table "games"';
    const leftOut = {
      type: "aws:dynamodb/table:Table",
      physicalName: "games-1",
      arn: GAMES,
      description,
    };
    database = await RoomsDatabase.start({ leftOut: [leftOut] });
    client = database.client;
  });
  afterEach(() => database.close());

  const errorOf = (sent: Promise<object>) =>
    sent.then(
      () => "done",
      ({ name, message }: Error) => `${name}: ${message}`,
    );

  it("is refused in words: PartiQL and backups", async () => {
    equal(
      await errorOf(client.send(new ExecuteStatementCommand({ Statement: "SELECT * FROM rooms" }))),
      "NotEmulated: PartiQL (ExecuteStatement) is not emulated by pulumi-laptop. Use GetItem, Query, PutItem, UpdateItem, DeleteItem or a transaction of these.",
    );
    equal(
      await errorOf(
        client.send(new CreateBackupCommand({ TableName: "rooms", BackupName: "own" })),
      ),
      "NotEmulated: CreateBackup of DynamoDB is not emulated by pulumi-laptop.",
    );
  });

  const target = async (name: string) => {
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": name };
    const response = await fetch(database.endpoint, { method: "POST", headers, body: "{}" });
    return (await response.json()) as object;
  };

  it("is refused in words: streams", async () => {
    deepEqual(await target("DynamoDBStreams_20120810.ListStreams"), {
      __type: "NotEmulated",
      message:
        "DynamoDB Streams (ListStreams) are not emulated by pulumi-laptop: changes of tables are not recorded.",
    });
  });

  it("is not what DynamoDB does not know either", async () => {
    const { __type } = (await target("DynamoDB_20120810.EatItem")) as { __type: string };
    equal(__type, "com.amazon.coral.service#UnknownOperationException");
  });

  it("is a table that the run leaves out, by name or ARN", async () => {
    const Key = { id: { S: "a" } };
    for (const TableName of ["games-1", GAMES])
      equal(
        await errorOf(client.send(new GetItemCommand({ TableName, Key }))),
        'NotEmulated: aws:dynamodb/table:Table "games" is left out of this run of pulumi-laptop (--without).',
      );
  });
});
