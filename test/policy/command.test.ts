import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { PolicyFinding } from "pulumi-laptop";
import { parsePolicyOptions } from "pulumi-laptop/src/cli/options/policy-options";
import { PROJECT_FOLDER, testProgram } from "../support/evaluated";

const PACK = ["--policy-pack", "policy"];
const SECRET = ["--config", "mongodbUri=mongodb://secret.example"];

describe("npm run policy", function () {
  it("ends with code 1 for a mandatory violation, and tells it first", async () => {
    const { code, stdout } = await run("--program", testProgram("bad-apigateway"), ...PACK);
    equal(code, 1);
    const lines = stdout.trimEnd().split("\n");
    equal(
      lines[0],
      'mandatory  apigateway-throttling-not-zero: Stage "refusing" refuses every route: defaultRouteSettings.throttlingRateLimit is not set. Set throttlingRateLimit and throttlingBurstLimit above 0.',
    );
    equal(lines.pop(), "bad-apigateway, stack dev: 3 mandatory, 4 advisory");
  });

  it("ends with code 0 for advice only, and prints one JSON object on request", async () => {
    const { code, stdout } = await run("--program", testProgram("bad-storage"), ...PACK, "--json");
    equal(code, 0);
    const { project, stack, findings } = JSON.parse(stdout) as Answer;
    equal(project, "bad-storage");
    equal(stack, "dev");
    equal(findings.length, 8);
    deepEqual(findings[0], {
      rule: "dynamodb-ttl",
      level: "advisory",
      severity: "low",
      urn: "urn:pulumi:dev::bad-storage::aws:dynamodb/table:Table::connections",
      message:
        'Table "connections" keeps its items forever. Set ttl to { attributeName, enabled: true }.',
      url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html",
      equals: [],
    });
  });

  it("names what a change does to people, against a file that it kept", async () => {
    const folder = await mkdtemp(join(tmpdir(), "policy-against-"));
    const file = join(folder, "kept.json");
    const kept = await run(...SECRET, "--keep", file);
    equal(kept.code, 0);
    const [same, other, wrong] = await Promise.all([
      run("--against", file, ...SECRET),
      run("--against", file, "--config", "store=mongodb", ...SECRET),
      run("--against", file, "--stack", "prod"),
    ]);
    doesNotMatch(await readFile(file, "utf8"), /secret\.example|use strict/);
    await rm(folder, { recursive: true });
    match(same.stdout, /: 0 mandatory, 0 advisory\n$/);
    deepEqual(
      other.stdout.match(/^advisory  dynamodb-change-keeps-table: Table "[^"]*" is deleted/gm),
      [
        'advisory  dynamodb-change-keeps-table: Table "chunks" is deleted',
        'advisory  dynamodb-change-keeps-table: Table "connections" is deleted',
      ],
    );
    equal(wrong.code, 1);
    match(
      wrong.stderr,
      /kept\.json" is of stack "dev", and this is stack "prod"\. Export "prod"\.\n/,
    );
  });

  it("reads its options", () => {
    deepEqual(parsePolicyOptions(["--stack", "prod", "--config", "a=b=c", "--preview"]), {
      program: ".",
      stack: "prod",
      config: { a: "b=c" },
      policyPacks: [],
      preview: true,
      against: undefined,
      keep: undefined,
      json: false,
    });
  });

  const REFUSED: [string[], RegExp][] = [
    [["--stak", "prod"], /^Unknown option "--stak". Did you mean "--stack"\?\n/],
    [["prod"], /^Unexpected argument "prod".\n/],
    [["--json=yes"], /^Option "--json" takes no value.\n/],
    [["--stack"], /^Option "--stack" needs a value.\n/],
    [["--config", "a"], /^Option "--config" is "a". Write it as KEY=VALUE.\n/],
  ];
  for (const [args, message] of REFUSED)
    it(`refuses ${args.join(" ")}`, () => {
      try {
        parsePolicyOptions(args);
      } catch (error) {
        match((error as Error).message, message);
        return;
      }
      throw new Error("It was accepted.");
    });
});

interface Answer {
  project: string;
  stack: string;
  findings: PolicyFinding[];
}

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(
    process.execPath,
    ["packages/laptop/bin/pulumi-laptop.cjs", "policy", ...args],
    {
      cwd: PROJECT_FOLDER,
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [stdout, stderr, closed] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: closed[0] as number, stdout, stderr };
}
