import { deepEqual, equal } from "node:assert/strict";
import {
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { HANDSHAKE_MS } from "../../handlers/broadcast/next-step";
import { printJournal } from "pulumi-laptop/src/cli/console/console";
import { reportUnused } from "pulumi-laptop/src/iam/usage/report";
import { sign } from "pulumi-laptop/src/iam/signature/sign";
import { UsageReader } from "pulumi-laptop/src/iam/usage/usage";
import { PROCESS_MS, PROJECT_FOLDER, STACKS } from "../support/evaluated";
import type { TestConnection } from "pulumi-laptop/test/support/connection";
import { copyProgram, type CopiedProgram } from "../support/copied-program";
import { databaseClient } from "pulumi-laptop/test/support/database-client";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

type Row = Record<string, AttributeValue>;

describe("the permissions of the program's roles", function () {
  this.timeout(PROCESS_MS);
  for (const stack of STACKS) {
    it(`are all used by a run of stack ${stack}`, async () => {
      const config = { connectionsPerInvocation: "1" };
      const stage = await startStage({ program: PROJECT_FOLDER, stack, config });
      await useEverything(stage);
      await stage.close();
      const usage = usageOf(stage);
      deepEqual(reportUnused(usage), []);
      const roles = stage.runtime.model.functions.map(({ logicalName }) => logicalName);
      deepEqual(Object.keys(usage.used()).sort(), roles.sort());
      deepEqual(stage.all("iam.deny"), []);
    });
  }

  describe("of which one is missing and one too many", () => {
    let program: CopiedProgram;
    let stage: TestStage;
    let alice: TestConnection;
    const printed: string[] = [];

    before(async () => {
      program = await copyProgram();
      const file = "components/permissions.ts";
      program.edit(file, '"dynamodb:Scan"', '"dynamodb:DescribeTable"');
      stage = await startStage({ program: program.folder });
      printJournal(stage.runtime.journal, (line) => printed.push(line));
      alice = await connect(stage);
    });
    after(async () => {
      await stage.close();
      await program.remove();
    });

    it("say once what is missing, with the statement to add, however often it is asked for", async () => {
      for (let i = 0; i < 3; i++) await handled(stage, () => alice.send("hello"));
      const table = tableOf(stage);
      const arn = `arn:aws:dynamodb:us-east-1:123456789012:table/${table}`;
      const said = printed.flatMap((line, i) =>
        / Role "/.test(line)
          ? [[line.replace(/^.* {2}(?=Role)/, ""), ...printed.slice(i + 1, i + 3)]]
          : [],
      );
      deepEqual(said, [
        [
          'Role "events" may not dynamodb:Scan on table "connections": no statement allows it.',
          "    Add it to the function's allow list, with the resource's output in place of the ARN:",
          `      {"Effect":"Allow","Action":["dynamodb:Scan"],"Resource":"${arn}"}`,
        ],
      ]);
    });

    it("answer the function as AWS does, which it logs", () => {
      const [failure] = stage
        .all("lambda.log")
        .map(({ message }) => String(message))
        .filter((message) => message.includes("AccessDeniedException"));
      const table = tableOf(stage);
      const named = ({ logicalName }: { logicalName: string }) => logicalName === "events";
      const { name: caller } = stage.runtime.model.functions.find(named)!;
      const { name: role } = stage.runtime.model.roles.find(named)!;
      const sentence = `User: arn:aws:sts::123456789012:assumed-role/${role}/${caller} is not authorized to perform: dynamodb:Scan on resource: arn:aws:dynamodb:us-east-1:123456789012:table/${table} because no identity-based policy allows the dynamodb:Scan action`;
      equal(failure?.includes(sentence), true, failure);
    });

    it("are told apart: what is allowed once more than needed is named as not used", async () => {
      await handled(stage, () => alice.close());
      const { events = [], lifecycle = [] } = usageOf(stage).unused();
      equal(
        events.some(({ actions }) => actions.includes("dynamodb:DescribeTable")),
        true,
      );
      equal(
        events.some(({ actions }) => actions.includes("dynamodb:UpdateItem")),
        false,
      );
      deepEqual(lifecycle, []);
    });
  });
});

/**
 * All that connections can make the program do: connect, send, leave, and send to some whose `$disconnect`
 * was lost, more of them than one invocation serves, and to some whose handshake may not be over.
 */
async function useEverything(stage: TestStage): Promise<void> {
  const database = databaseClient(stage.runtime.dynamoDbEndpoint, stage.runtime.administrator);
  const TableName = tableOf(stage);
  const rows = async () => {
    const { Items = [] } = await database.send(
      new ScanCommand({ TableName, ConsistentRead: true }),
    );
    return Items;
  };
  const alice = await connect(stage);
  const [aliceRow] = await rows();
  const isAlice = ({ connectionId }: Row) => connectionId!.S === aliceRow!.connectionId!.S;
  // The first row is the event's own share: it must not be of one who is still there.
  const others = [await connect(stage), await connect(stage)];
  while (isAlice((await rows())[0]!)) others.push(await connect(stage));
  const lost = (await rows()).filter((row) => !isAlice(row));
  for (const other of others) await handled(stage, () => other.close());
  const put = async (connectedAt: number) => {
    for (const row of lost) {
      const Item = { ...row, connectedAt: { N: String(connectedAt) } };
      await database.send(new PutItemCommand({ TableName, Item }));
    }
  };
  // The event, a chunk of all but the first, and a chunk for each of all but two.
  const broadcast = async () => {
    const all = stage.handled(lost.length + 1);
    alice.send("hello");
    equal(await alice.next(), "Echo me: hello");
    return { all };
  };

  await put(Date.now() - 2 * HANDSHAKE_MS);
  await (
    await broadcast()
  ).all;
  equal((await rows()).length, 1, "Items of lost connections are left.");

  await put(Date.now());
  const { all } = await broadcast();
  equal((await rows()).length, lost.length + 1, "Items of handshakes are deleted.");
  for (const { connectionId } of lost) {
    const Key = { connectionId: connectionId! };
    await database.send(new DeleteItemCommand({ TableName, Key }));
  }
  await all;
  database.destroy();
}

/** Signed, as a stage may ask for. */
async function connect(stage: TestStage): Promise<TestConnection> {
  const { host, pathname } = new URL(stage.runtime.urls[0]!);
  const request = { method: "GET", url: pathname, headers: { host }, body: Buffer.alloc(0) };
  const scope = { service: "execute-api", region: "us-east-1", nowMs: Date.now() };
  return stage.connect({ headers: await sign(request, stage.runtime.administrator, scope) });
}

/** Does something that causes one event, and waits until the function has handled it. */
async function handled(stage: TestStage, action: () => unknown): Promise<void> {
  const result = stage.until("lambda.result");
  await action();
  await result;
}

function tableOf({ runtime }: TestStage): string {
  return runtime.model.tables.find(({ logicalName }) => logicalName === "connections")!.name;
}

function usageOf({ entries }: TestStage): UsageReader {
  const usage = new UsageReader();
  for (const entry of entries) usage.read(entry);
  return usage;
}
