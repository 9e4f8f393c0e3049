import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** For a database that lets everyone in: it wants a signature and does not verify it. */
const ANY = { accessKeyId: "any", secretAccessKey: "any" };

/** The AWS SDK's client, as anyone who runs the program may use it. */
export function databaseClient(endpoint: string, credentials = ANY): DynamoDBClient {
  const { accessKeyId, secretAccessKey } = credentials;
  return new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
  });
}
