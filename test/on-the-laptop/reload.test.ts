import assert from "node:assert/strict";
import { join, relative } from "node:path";
import type { TestConnection } from "pulumi-laptop/test/support/connection";
import { copyProgram, type CopiedProgram } from "../support/copied-program";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

const BROADCAST = "handlers/broadcast/broadcast.ts";

describe("editing the program while it runs", () => {
  let program: CopiedProgram;
  let stage: TestStage;
  let alice: TestConnection;
  let bob: TestConnection;

  before(async () => {
    program = await copyProgram();
    program.edit("Pulumi.dev.yaml", "lambda-tracing: disabled", "lambda-tracing: advisory");
    stage = await startStage({
      program: relative(process.cwd(), program.folder),
      watch: true,
    });
    alice = await stage.connect();
    bob = await stage.connect();
  });
  after(async () => {
    await stage.close();
    await program.remove();
  });

  /** Sends a message, and asserts that everyone gets this answer next. */
  const assertAnswer = async (message: string, answer: string) => {
    const handled = stage.until("lambda.result");
    alice.send(message);
    assert.equal(await bob.next(), answer);
    assert.equal(await alice.next(), answer);
    await handled;
  };
  const edited = async (file: string, from: string, to: string) => {
    const change = stage.until("program.change");
    program.edit(file, from, to);
    await change;
  };

  it("leaves all as it is until then", () => assertAnswer("hello", "Echo me: hello"));

  it("gives the next message the new code, and keeps connections open", async () => {
    const reloaded = stage.until("program.reload");
    await edited(BROADCAST, "Echo me:", "Echo you:");
    await assertAnswer("hello", "Echo you: hello");
    const { files, waited } = await reloaded;
    assert.deepEqual([files, waited], [[join(program.folder, BROADCAST)], 1]);
    const { waitedMs } = stage.all("apigateway.message").at(-1)!;
    assert.ok(Number(waitedMs) > 0);
    const { connectionId, eventType } = stage.all("apigateway.wait")[0]!;
    assert.deepEqual(
      [connectionId, eventType],
      [stage.all("apigateway.message").at(-1)!.connectionId, "MESSAGE"],
    );
    assert.deepEqual(stage.all("apigateway.disconnect"), []);
    assert.equal(stage.all("apigateway.connect").length, 2);
  });

  it("keeps the tables and what is in them", async () => {
    await assertAnswer("still two", "Echo you: still two");
    assert.equal(stage.runtime.model.tables.length, 2);
  });

  it("so that it does not compile leaves the code before it running, and says why", async () => {
    const failed = stage.until("program.failed");
    await edited(BROADCAST, "Echo you:", "Echo ` you:");
    await assertAnswer("hello", "Echo you: hello");
    const { message, place, frame, runningSince } = await failed;
    assert.match(String(place), /broadcast\.ts:\d+:\d+$/);
    assert.ok((frame as string[]).some((line) => line.includes("Echo ` you:")));
    const changedAt = stage.all("program.change")[0]!.time;
    const reloadedAt = stage.all("program.reload")[0]!.time;
    assert.ok(changedAt < String(runningSince) && String(runningSince) <= reloadedAt);
    assert.match(String(message), /^Diagnostics:\n {2}pulumi:pulumi:Stack \([\w-]+-dev\):/);
    assert.match(String(message), /broadcast\.ts/);
  });

  it("so that it compiles again runs it", async () => {
    await edited(BROADCAST, "Echo ` you:", "Echo us:");
    await assertAnswer("hello", "Echo us: hello");
  });

  it("so that the policy pack refuses it leaves the program before it running, and says why", async () => {
    const failed = stage.until("program.failed");
    await edited("components/permissions.ts", '"dynamodb:Scan"', '"dynamodb:*"');
    await assertAnswer("hello", "Echo us: hello");
    const { message } = await failed;
    assert.equal(
      message,
      [
        'The policy pack refuses stack "dev":',
        '  iam-no-wildcard-action: RolePolicy "events" allows the action "dynamodb:*". List the actions that the code calls.',
        "Change the program, or the enforcement level of the policy.",
      ].join("\n"),
    );
    const reloaded = stage.until("program.reload");
    await edited("components/permissions.ts", '"dynamodb:*"', '"dynamodb:Scan"');
    await reloaded;
  });

  it("tells how many findings of the policy pack are advisory, once", () => {
    const [told, ...more] = stage.all("program.policy");
    assert.equal(told?.advisory, 3, "one for each function");
    assert.equal(
      told?.command,
      `npx pulumi-laptop policy --program ${relative(process.cwd(), program.folder)}`,
    );
    assert.deepEqual(more, []);
  });

  it("is not: writing a file that is no part of it, or writing the same again", async () => {
    const changes = stage.all("program.change").length;
    program.write("notes.md", "a note");
    program.write("handlers/unused.ts", "export const unused = 1;");
    program.edit(BROADCAST, "Echo us:", "Echo us:");
    // A second passes in the program, much more than the watch needs to notice a change.
    await assertAnswer("1", "Echo us: 1");
    assert.equal(stage.all("program.change").length, changes);
  });

  it("includes its configuration", async () => {
    const reloaded = stage.until("program.reload");
    await edited("Pulumi.dev.yaml", "config:\n", "config:\n  timeout: 10\n");
    await assertAnswer("hello", "Echo us: hello");
    await reloaded;
    const { functions } = stage.runtime.model;
    const events = functions.find(({ logicalName }) => logicalName === "events");
    assert.equal(events?.timeoutMs, 10_000);
  });
});
