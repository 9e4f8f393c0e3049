import { deepEqual, equal, match } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Grant } from "../../src/iam/usage/usage";
import { endCommands, run } from "../support/command";

const LOG: Grant = {
  policy: "log",
  number: 1,
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: ["arn:aws:logs:*:*:log-group:events:*"],
};
const TABLES: Grant = {
  policy: "data",
  number: 1,
  sid: "Tables",
  actions: ["dynamodb:PutItem", "dynamodb:Scan"],
  resources: ["arn:aws:dynamodb:*:*:table/a", "arn:aws:dynamodb:*:*:table/b"],
};

describe("pulumi-laptop iam", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "iam-"));
  });
  after(() => {
    endCommands();
    rmSync(folder, { recursive: true });
  });

  /** Asks about a journal of these lines. */
  const ask = async (lines: (object | string)[], ...options: string[]) => {
    const path = join(folder, "journal.jsonl");
    const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
    writeFileSync(path, texts.map((line) => `${line}\n`).join(""));
    return iam("--journal", path, ...options);
  };
  const iam = async (...options: string[]) => {
    const command = run("pulumi-laptop", ["iam", ...options]);
    const code = await command.exited;
    return { code, stdout: command.stdout, stderr: command.stderr };
  };

  it("names what was granted and never used, by role and statement", async () => {
    const { code, stdout } = await ask([
      granted("09:00:00", LOG, TABLES),
      use("09:00:01", TABLES, "dynamodb:PutItem", TABLES.resources[0]!),
      ran("09:30:00"),
    ]);
    equal(
      stdout,
      [
        "Granted and never used, as observed from 2026-11-23T09:00:00Z to 2026-11-23T09:30:00Z:",
        '  Role "events", policy "log", statement 1: logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:*:*:log-group:events:*',
        '  Role "events", policy "data", statement "Tables": dynamodb:Scan on arn:aws:dynamodb:*:*:table/b',
        "",
      ].join("\n"),
    );
    equal(code, 0);
  });

  it("says if everything was used", async () => {
    const { stdout } = await ask([
      granted("09:00:00", LOG),
      ran("09:00:00"),
      use("09:00:01", LOG, "logs:CreateLogStream", LOG.resources[0]!),
      use("09:00:02", LOG, "logs:PutLogEvents", LOG.resources[0]!),
    ]);
    equal(
      stdout,
      "Everything granted was used by the functions that ran, as observed from 2026-11-23T09:00:00Z to 2026-11-23T09:00:02Z.\n",
    );
  });

  it("leaves out the role of a function that never ran", async () => {
    const { stdout } = await ask([granted("09:00:00", LOG)]);
    match(stdout, /^Everything granted was used by the functions that ran/);
  });

  it("counts only what a changed program grants", async () => {
    const { stdout } = await ask([
      granted("09:00:00", LOG, TABLES),
      use("09:00:01", LOG, "logs:PutLogEvents", LOG.resources[0]!),
      granted("09:00:02", { ...LOG, actions: ["logs:PutLogEvents"] }),
      ran("09:00:03"),
    ]);
    match(stdout, /^Everything granted was used/);
  });

  it("prints the whole observation as JSON", async () => {
    const { stdout } = await ask(
      [
        granted("09:00:00", LOG),
        ran("09:00:00"),
        use("09:00:01", LOG, "logs:PutLogEvents", LOG.resources[0]!),
      ],
      "--json",
    );
    deepEqual(JSON.parse(stdout), {
      from: "2026-11-23T09:00:00Z",
      to: "2026-11-23T09:00:01Z",
      unused: { events: [{ ...LOG, actions: ["logs:CreateLogStream"], resources: [] }] },
      used: { events: [{ ...LOG, actions: ["logs:PutLogEvents"] }] },
    });
  });

  it("refuses what is no journal of a run, and says why", async () => {
    const refused = async (asked: ReturnType<typeof iam>, message: RegExp) => {
      const { code, stderr } = await asked;
      match(stderr, message);
      equal(code, 2);
    };
    await refused(iam(), /^Missing --journal FILE\.\n\nUsage: /);
    await refused(
      iam("--jurnal", "a"),
      /^Unknown option "--jurnal"\. Did you mean "--journal"\?\n/,
    );
    await refused(
      iam("--journal", "none.jsonl"),
      /^The journal "none\.jsonl" cannot be read: ENOENT.*\.\n$/,
    );
    await refused(ask(["{"]), /^The journal ".*" cannot be read: line 1: .*\.\n$/);
    for (const statements of [`"x"`, `[null]`, `[{}]`])
      await refused(
        ask([`{"service":"iam","event":"granted","role":"events","statements":${statements}}`]),
        /^The journal ".*" cannot be read: .*\.\n$/,
      );
    await refused(
      ask([entry("09:00:00", { service: "lambda", event: "init" })]),
      /^The journal ".*" names no role\. Give one that pulumi-laptop start wrote from the start of a run\.\n$/,
    );
  });
});

/** An entry of the journal of a day. */
function entry(time: string, fields: object): object {
  return { time: `2026-11-23T${time}Z`, ...fields };
}

function granted(time: string, ...statements: Grant[]): object {
  return entry(time, {
    service: "iam",
    event: "granted",
    role: "events",
    functions: ["events-1"],
    statements,
  });
}

function ran(time: string): object {
  return entry(time, { service: "lambda", event: "invoke", function: "events-1" });
}

function use(time: string, { policy, number }: Grant, action: string, resource: string): object {
  const fields = { role: "events", policy, number, action, resource };
  return entry(time, { service: "iam", event: "use", ...fields });
}
