import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** The AWS SDK's client, as anyone who runs the program may use it. */
export function databaseClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "laptop", secretAccessKey: "laptop" },
  });
}
