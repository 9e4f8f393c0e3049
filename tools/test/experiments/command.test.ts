import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "pulumi-laptop/src/experiments/experiments";
import { followJournal } from "../../experiments/follow";
import { drawLanes } from "../../experiments/lanes";
import { parseExperimentOptions } from "../../experiments/options";
import { run } from "pulumi-laptop/test/support/command";

const experiment = (...options: string[]) =>
  run("npm", ["run", "experiment", "--silent", "--", ...options]);

describe("npm run experiment", () => {
  it("prints data with --json, the pause sped up", async () => {
    // Slower than usual: connections are closed when they are idle for ten minutes, too, and a cold start takes a while.
    const command = experiment("idle", "--json", "--time-scale", "100");
    assert.equal(await command.exited, 0, command.stderr);
    const { messages, environments, invocations } = JSON.parse(command.stdout) as Result;
    assert.deepEqual([messages, environments, invocations.length], [2, 2, 6]);
    for (const invocation of invocations) {
      const { environment, start, end, cold } = invocation;
      assert.match(environment, /^(events|lifecycle).*#[12]$/);
      assert.ok(end >= start);
      assert.equal(typeof cold, "boolean");
    }
    assert.equal(command.stderr, "");
  });

  it("drives a service that runs already", async () => {
    const folder = await mkdtemp(join(tmpdir(), "experiment-"));
    const journal = join(folder, "journal.jsonl");
    const options = ["--port", "0", "--no-watch", "--journal", journal];
    const service = run("npm", ["start", "--silent", "--", ...options]);
    const [, url] = await service.prints(/(ws:\/\/127\.0\.0\.1:\d+\/dev)\b/);
    for (const cold of ["◆", ""]) {
      const command = experiment("sequential", "--url", url!, "--journal", journal);
      assert.equal(await command.exited, 0, command.stderr);
      assert.match(command.stdout, new RegExp(`^sequential: 20 messages .*, 1 environment\\n`));
      // The second time it is warm from the first.
      assert.match(command.stdout, new RegExp(`\\n {2}events\\S*#1 [ ·]*${cold}█`));
    }
    service.interrupt();
    await service.exited;
    await rm(folder, { recursive: true });
  });

  it("ends with 2 where it is used wrongly, and with 1 where it cannot go on", async () => {
    const wrong = experiment("sequentiel");
    assert.equal(await wrong.exited, 2);
    assert.match(wrong.stderr, /^Unexpected argument "sequentiel"\.\n\nUsage: npm run experiment /);
    const alone = experiment("idle", "--url", "ws://127.0.0.1:1/dev", "--journal", __filename);
    assert.equal(await alone.exited, 1);
    const refused = "connect ECONNREFUSED 127.0.0.1:1";
    assert.equal(alone.stderr, `Cannot connect to "ws://127.0.0.1:1/dev": ${refused}.\n`);
  });
});

describe("the options of an experiment", () => {
  it("may come before its name", () => {
    const command = parseExperimentOptions(["--json", "idle", "--time-scale", "60"]);
    assert.ok(command !== "help");
    const { name, json, timeScale, running } = command;
    assert.deepEqual([name, json, timeScale, running], ["idle", true, 60, undefined]);
  });

  const refused: [options: string[], message: RegExp][] = [
    [[], /^Missing the name of an experiment: sequential, idle, concurrent\.\n\nUsage/],
    [["idle", "--jsn"], /^Unknown option "--jsn"\. Did you mean "--json"\?\n/],
    [["idle", "--time-scale", "fast"], /^Option "--time-scale" is "fast"\. Give a number/],
    [["idle", "--url", "ws://127.0.0.1:1/dev"], /^Options "--url" and "--journal" belong /],
  ];
  for (const [options, message] of refused) {
    it(`are refused if they are "${options.join(" ")}"`, () => {
      assert.throws(() => parseExperimentOptions(options), { name: "UserError", message });
    });
  }

  it("name a journal that can be read", () => {
    const message = /^The journal "\/no\/such" cannot be read \(ENOENT\)\. Give the file /;
    assert.throws(() => followJournal("/no/such").subscribe(() => {}), {
      name: "UserError",
      message,
    });
  });
});

describe("the lanes of an experiment", () => {
  it("are one for each environment, with a block for each event", () => {
    const invocation = { event: "hi", cold: false };
    const text = drawLanes({
      experiment: "concurrent",
      messages: 2,
      environments: 2,
      isProven: true,
      sentence: "Two at once.",
      invocations: [
        { ...invocation, environment: "events#1", start: 0, end: 10, cold: true },
        { ...invocation, environment: "events#1", start: 20, end: 2020 },
        { ...invocation, environment: "events#2", start: 120, end: 130, cold: true },
      ],
    });
    assert.equal(
      text,
      [
        "concurrent: 2 messages (3 events with $connect and $disconnect), 2 environments",
        "",
        "  events#1  ◆·█████████████",
        "  events#2        ◆",
        "",
        "  ◆ cold start   █ handles an event   · frozen",
        "",
        "Two at once.",
      ].join("\n"),
    );
  });
});
