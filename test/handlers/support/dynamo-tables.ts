import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { createJournal, realClock } from "pulumi-laptop";
import { startDynamoDb, type DynamoDb } from "pulumi-laptop/src/dynamodb/start";
import { restoreEnvironment, setEnvironment } from "./environment";
import { modelOf, tableOf } from "pulumi-laptop/test/support/models";

/**
 * An embedded DynamoDB for the tests of a `describe`, which the AWS SDK finds by the environment.
 * @returns makes a table with this partition key, and gives its name to the environment variable. `more` replaces parts
 *   of its definition.
 */
export function useDynamoDb(): (
  partitionKey: string,
  variable: string,
  more?: Partial<CreateTableCommandInput>,
) => Promise<void> {
  let dynamoDb: DynamoDb;
  let tables = 0;
  before(async () => {
    dynamoDb = await startDynamoDb(modelOf({}), {
      clock: realClock,
      journal: createJournal(realClock),
    });
    setEnvironment({
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
  });
  after(async () => {
    restoreEnvironment();
    await dynamoDb.close();
  });

  return async (partitionKey, variable, more = {}) => {
    const TableName = `table-${++tables}`;
    const definition = {
      TableName,
      KeySchema: [{ AttributeName: partitionKey, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: partitionKey, AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
      ...more,
    };
    await dynamoDb.update(modelOf({ tables: [tableOf(TableName, { definition })] }));
    setEnvironment({ [variable]: TableName });
  };
}
