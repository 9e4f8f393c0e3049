import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { createAccessControl } from "pulumi-laptop/src/iam/access/access-control";
import { CredentialIssuer } from "pulumi-laptop/src/iam/access/credentials";
import { sign } from "pulumi-laptop/src/iam/signature/sign";
import { startDynamoDb } from "pulumi-laptop/src/dynamodb/start";
import { realClock } from "pulumi-laptop/src/shared/clock";
import { modelOf, tableOf } from "pulumi-laptop/test/support/models";
import { recordJournal } from "pulumi-laptop/test/support/recorder";
import { allow, deny, roleOf } from "pulumi-laptop/test/support/roles";
import type { Attack, Target } from "../target";
import { dynamoDbRequest, type DynamoDbRequest } from "./dynamodb-input";

/** Its condition needs to know what each request is about. */
const ROLE = roleOf([
  allow("dynamodb:*"),
  {
    ...deny("dynamodb:*"),
    Condition: {
      "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": "nobody" },
      StringEquals: { "dynamodb:Attributes": "none", "dynamodb:Select": "nothing" },
    },
  },
]);
const MESSAGES = tableOf("messages", {
  definition: {
    TableName: "messages",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["id", "at", "author"].map((name) => ({
      AttributeName: name,
      AttributeType: name === "at" ? "N" : "S",
    })),
    KeySchema: keys("id", "at"),
    GlobalSecondaryIndexes: [
      {
        IndexName: "byAuthor",
        KeySchema: keys("author", "at"),
        Projection: { ProjectionType: "ALL" },
      },
    ],
  },
});

/** Signed requests to DynamoDB through the real front: each is answered. */
export const dynamoDb: Target<DynamoDbRequest> = { input: dynamoDbRequest, start };

async function start(): Promise<Attack<DynamoDbRequest>> {
  const { journal, all } = recordJournal(realClock);
  const credentials = new CredentialIssuer();
  const model = modelOf({ roles: [ROLE], tables: [tableOf("connections"), MESSAGES] });
  const access = createAccessControl(model, { clock: realClock, journal, credentials });
  const administrator = credentials.issueAdministrator();
  const caller = credentials.issue(ROLE.arn, "fuzz");
  const database = await startDynamoDb(model, { access, administrator, clock: realClock, journal });
  const { port } = new URL(database.endpoint);
  const agent = new Agent({ keepAlive: true });
  let failures = 0;

  return {
    async attempt({ operation, body }) {
      const unsigned = {
        host: `127.0.0.1:${port}`,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
      };
      const headers = await sign(
        { method: "POST", url: "/", headers: unsigned, body: Buffer.from(body) },
        caller,
        { service: "dynamodb", region: "us-east-1", nowMs: Date.now() },
      );
      const answer = await post({ port, agent, headers }, body);
      assert.ok([200, 400, 500].includes(answer.status), `It answered ${answer.status}.`);
      // What dynalite itself fails on is said once in the journal.
      if (answer.status === 500) failures++;
      assert.equal(all("dynamodb.failed").length, failures);
      assert.doesNotThrow(() => void JSON.parse(answer.text));
    },
    async close() {
      agent.destroy();
      await database.close();
      access.close();
    },
  };
}

function post(
  { port, agent, headers }: { port: string; agent: Agent; headers: Record<string, string> },
  body: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, agent, headers, method: "POST" }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.once("error", reject).end(body);
  });
}

function keys(hash: string, range: string) {
  return [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
}
