import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoChunkStore } from "../../../../handlers/stores/dynamodb/dynamo-chunk-store";
import { dynamoConnectionStore } from "../../../../handlers/stores/dynamodb/dynamo-connection-store";
import { restoreEnvironment, setEnvironment } from "../../support/environment";
import { itIsAChunkStore } from "../chunk-store.contract";
import { itIsAConnectionStore } from "../connection-store.contract";

/** Where AWS's own DynamoDB Local answers; without it these tests are skipped. */
const { DYNAMODB_LOCAL_URL } = process.env;

const suite = DYNAMODB_LOCAL_URL ? describe : describe.skip;

suite("The stores in AWS's DynamoDB Local (needs DYNAMODB_LOCAL_URL)", () => {
  let client: DynamoDBClient;
  before(() => {
    setEnvironment({
      AWS_ENDPOINT_URL_DYNAMODB: DYNAMODB_LOCAL_URL!,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
    client = new DynamoDBClient({});
  });
  after(() => {
    client.destroy();
    restoreEnvironment();
  });

  const createTable = async (AttributeName: string) => {
    const TableName = `test-${randomUUID()}`;
    const table = new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName, AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    await client.send(table);
    return TableName;
  };

  describe("dynamoConnectionStore", () => {
    itIsAConnectionStore({
      async create() {
        setEnvironment({ CONNECTIONS_TABLE: await createTable("connectionId") });
        return dynamoConnectionStore();
      },
      createBroken() {
        setEnvironment({ CONNECTIONS_TABLE: "no-such-table" });
        return dynamoConnectionStore();
      },
    });
  });

  describe("dynamoChunkStore", () => {
    itIsAChunkStore(async () => {
      setEnvironment({ CHUNKS_TABLE: await createTable("chunkId") });
      return dynamoChunkStore();
    });
  });
});
