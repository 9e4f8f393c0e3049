import { deepEqual, doesNotMatch, equal, match, ok, rejects } from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { WebSocket } from "ws";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { FunctionReport } from "pulumi-laptop/src/closures/report";
import { plain } from "pulumi-laptop";
import { filesOf } from "../../support/archive";
import { endCommands, run } from "pulumi-laptop/test/support/command";
import { PROJECT_NAME } from "../../support/evaluated";
import { freePort } from "../../support/free-port";
import { programUnderMocks, type ProgramUnderMocks } from "../../support/program-under-mocks";

const PASSWORD = "correct-horse-battery";
const MONGODB = {
  store: "mongodb",
  mongodbUri: `mongodb://events:${PASSWORD}@db.example.com/`,
};

describe("With its connections in MongoDB, the program", () => {
  let program: ProgramUnderMocks;
  before(async () => {
    program = await programUnderMocks({ config: MONGODB });
  });

  it("declares no DynamoDB table", () => {
    deepEqual(program.all("aws:dynamodb/table:Table"), []);
    equal(program.outputs.tableName, "");
  });

  it("allows its roles nothing of DynamoDB", () => {
    for (const name of ["events", "fan-out"]) {
      const { policy } = program.only("aws:iam/rolePolicy:RolePolicy", name).inputs;
      doesNotMatch(JSON.stringify(policy), /dynamodb/i);
      match(JSON.stringify(policy), /execute-api:ManageConnections/);
    }
  });

  it("ships the driver of MongoDB, and nothing of DynamoDB", async () => {
    const code = await codeOf(program);
    match(code, /MongoClient/);
    doesNotMatch(code, /DynamoDB|CONNECTIONS_TABLE/);
  });

  it("keeps the URI a secret, in an environment variable and nowhere else", async () => {
    const { environment, ...others } = program.only(
      "aws:lambda/function:Function",
      "events",
    ).inputs;
    equal((environment as Record<string, unknown>)[specialSigKey], specialSecretSig);
    deepEqual(variablesOf(program), {
      MONGODB_URI: MONGODB.mongodbUri,
      MONGODB_DATABASE: `${PROJECT_NAME}-dev`,
      MANAGEMENT_ENDPOINT: "https://api.execute-api.us-east-1.amazonaws.com/dev",
      MESSAGES_PER_SECOND: "100",
      LONGEST_WAIT: "5",
      FAN_OUT_FUNCTION: "fan-out-name",
      CONNECTIONS_PER_INVOCATION: "2000",
      POSTS_PER_SECOND: "10000",
    });
    const rest = program.resources.filter(({ type }) => type !== "aws:lambda/function:Function");
    const elsewhere = [others, rest, program.outputs, await codeOf(program)];
    ok(!JSON.stringify(elsewhere).includes(PASSWORD));
  });

  it("uses the database that the configuration names", async () => {
    const config = { ...MONGODB, mongodbDatabase: "chat" };
    equal(variablesOf(await programUnderMocks({ config })).MONGODB_DATABASE, "chat");
  });
});

describe("With its connections in DynamoDB, the program", () => {
  it("ships nothing of MongoDB", async () => {
    const code = await codeOf(await programUnderMocks());
    match(code, /DynamoDB/);
    doesNotMatch(code, /mongo/i);
  });
});

describe("The store that the configuration names", () => {
  it("must be one that there is", async () => {
    await rejects(programUnderMocks({ config: { store: "mysql" } }), {
      message: `Configuration "${PROJECT_NAME}:store" is "mysql". Set it to dynamodb or mongodb.`,
    });
  });

  it("must have a server, if it is MongoDB", async () => {
    const service = run("npm", ["start", "--silent", "--", "--port", "0", ...TO_MONGODB], {
      MONGODB_URI: undefined,
    });
    equal(await service.exited, 1);
    equal(
      service.stderr,
      `Diagnostics:
  pulumi:pulumi:Stack (${PROJECT_NAME}-dev):
    error: Configuration "${PROJECT_NAME}:mongodbUri" is missing, and the store is "mongodb". Set the environment variable MONGODB_URI on a laptop. For AWS, run pulumi config set --secret mongodbUri and enter the URI.
`,
    );
  });
});

describe("The password of a MongoDB server that cannot be reached", () => {
  let folder: string;
  let MONGODB_URI: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "stores-"));
    MONGODB_URI = `mongodb://events:${PASSWORD}@127.0.0.1:${await freePort()}/`;
  });
  afterEach(endCommands);
  after(() => rm(folder, { recursive: true }));

  it("is not printed by npm run closures, which lists the packages of the one store", async () => {
    const closures = run("npm", ["run", "-s", "closures", "--", "--json", ...TO_MONGODB], {
      MONGODB_URI,
    });
    equal(await closures.exited, 0);
    const [{ packages, findings }] = JSON.parse(closures.stdout) as [FunctionReport];
    const names = packages.map(({ name }) => name);
    deepEqual(findings, []);
    ok(names.includes("mongodb"));
    ok(!names.includes("@aws-sdk/client-dynamodb"));
    ok(!(closures.stdout + closures.stderr).includes(PASSWORD));
  });

  it("is not printed by npm run policy, which says where it is", async () => {
    const policy = run("npm", ["run", "-s", "policy", "--", ...TO_MONGODB], { MONGODB_URI });
    equal(await policy.exited, 0);
    match(policy.stdout, /has a URL with a password in the environment variable "MONGODB_URI"/);
    ok(!(policy.stdout + policy.stderr).includes(PASSWORD));
  });

  it("is in no log and in no journal, although the connection that fails is logged", async () => {
    const journal = join(folder, "journal.jsonl");
    const options = ["--port", "0", "--journal", journal, ...TO_MONGODB];
    const service = run("npm", ["start", "--silent", "--", ...options], { MONGODB_URI });
    const [url] = await service.prints(/ws:\/\/127\.0\.0\.1:\d+\/dev\b/);
    const webSocket = new WebSocket(url);
    const [, response] = (await once(webSocket, "unexpected-response")) as [
      unknown,
      IncomingMessage,
    ];
    equal(response.statusCode, 500);
    webSocket.on("error", () => undefined).terminate();
    await service.prints(/is refused: it could not be stored\. .*\[MongoServerSelectionError\]/);
    service.interrupt();
    await service.exited;
    const everything = service.stdout + service.stderr + (await readFile(journal, "utf8"));
    match(everything, /it could not be stored/);
    ok(!everything.includes(PASSWORD));
  });
});

const TO_MONGODB = ["--config", "store=mongodb"];

function variablesOf(program: ProgramUnderMocks): Record<string, unknown> {
  const { environment } = program.only("aws:lambda/function:Function", "events").inputs;
  return (plain(environment) as { variables: Record<string, unknown> }).variables;
}

async function codeOf(program: ProgramUnderMocks): Promise<string> {
  const files = await filesOf(program.only("aws:lambda/function:Function", "events").inputs.code);
  return files["index.js"]!;
}
