import { deepEqual, equal } from "node:assert/strict";
import { printJournal } from "pulumi-laptop/src/cli/console/console";
import { startLaptop, type Laptop, type TestConnection } from "pulumi-laptop/test";
import { HANDSHAKE_MS } from "../../handlers/broadcast/next-step";
import { copyProgram, type CopiedProgram } from "../support/copied-program";
import { PROJECT_FOLDER, STACKS } from "../support/evaluated";

describe("the permissions of the program's roles", () => {
  for (const stack of STACKS) {
    it(`are all used by a run of stack ${stack}`, async () => {
      const config = { connectionsPerInvocation: "1" };
      const laptop = await startLaptop({ program: PROJECT_FOLDER, stack, config });
      await useEverything(laptop);
      const { used, unused } = laptop.usage();
      deepEqual(unused, []);
      const roles = laptop.runtime.model.functions.map(({ logicalName }) => logicalName);
      deepEqual([...new Set(used.map(({ role }) => role))].sort(), roles.sort());
      deepEqual(laptop.entries({ event: "deny" }), []);
      await laptop.close();
    });
  }

  describe("of which one is missing and one too many", () => {
    let program: CopiedProgram;
    let laptop: Laptop;
    let alice: TestConnection;
    const printed: string[] = [];

    before(async () => {
      program = await copyProgram();
      const file = "components/permissions.ts";
      program.edit(file, '"dynamodb:Scan"', '"dynamodb:DescribeTable"');
      laptop = await startLaptop({ program: program.folder });
      printJournal(laptop.runtime.journal, (line) => printed.push(line));
      alice = await laptop.connect();
    });
    after(async () => {
      await laptop.close();
      await program.remove();
    });

    it("say once what is missing, with the statement to add, however often it is asked for", async () => {
      for (let i = 0; i < 3; i++) {
        await alice.send("hello");
        await laptop.settled();
      }
      const table = laptop.table("connections").name;
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
      const [failure] = laptop
        .entries({ service: "lambda", event: "log" })
        .map(({ message }) => String(message))
        .filter((message) => message.includes("AccessDeniedException"));
      const table = laptop.table("connections").name;
      const named = ({ logicalName }: { logicalName: string }) => logicalName === "events";
      const { name: caller } = laptop.runtime.model.functions.find(named)!;
      const { name: role } = laptop.runtime.model.roles.find(named)!;
      const sentence = `User: arn:aws:sts::123456789012:assumed-role/${role}/${caller} is not authorized to perform: dynamodb:Scan on resource: arn:aws:dynamodb:us-east-1:123456789012:table/${table} because no identity-based policy allows the dynamodb:Scan action`;
      equal(failure?.includes(sentence), true, failure);
    });

    it("are told apart: what is allowed once more than needed is named as not used", async () => {
      await alice.close();
      await laptop.settled();
      const unusedOf = (name: string) =>
        laptop.usage().unused.flatMap(({ role, actions }) => (role === name ? actions : []));
      equal(unusedOf("events").includes("dynamodb:DescribeTable"), true);
      equal(unusedOf("events").includes("dynamodb:UpdateItem"), false);
      deepEqual(unusedOf("lifecycle"), []);
    });
  });
});

/**
 * All that connections can make the program do: connect, send, leave, and send to some whose `$disconnect`
 * was lost, more of them than one invocation serves, and to some whose handshake may not be over.
 */
async function useEverything(laptop: Laptop): Promise<void> {
  const table = laptop.table("connections");
  // Signed, as a stage may ask for.
  const connect = () => laptop.connect({ signedBy: "administrator" });
  const alice = await connect();
  const others = [await connect(), await connect()];
  // The first item is the event's own share: it must not be of one who is still there.
  while ((await table.items())[0]!.connectionId === alice.id) others.push(await connect());
  const lost = (await table.items()).filter(({ connectionId }) => connectionId !== alice.id);
  for (const other of others) await other.close();
  await laptop.settled();
  const putLost = async (connectedAt: number) => {
    for (const item of lost) await table.put({ ...item, connectedAt });
  };
  const broadcast = async () => {
    await alice.send("hello");
    equal(await alice.next(), "Echo me: hello");
  };

  await putLost(Date.now() - 2 * HANDSHAKE_MS);
  await broadcast();
  await laptop.settled();
  equal((await table.items()).length, 1, "Items of lost connections are left.");

  await putLost(Date.now());
  await broadcast();
  equal((await table.items()).length, lost.length + 1, "Items of handshakes are deleted.");
  for (const { connectionId } of lost) await table.delete({ connectionId: connectionId! });
  await laptop.settled();
}
