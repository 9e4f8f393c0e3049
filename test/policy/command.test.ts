import { deepEqual, equal, match } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { PolicyFinding } from "pulumi-laptop";
import { parsePolicyOptions } from "pulumi-laptop/src/cli/options/policy-options";
import { PROCESS_MS, PROJECT_FOLDER, testProgram } from "../support/evaluated";

const PACK = ["--policy-pack", "policy"];

describe("npm run policy", function () {
  this.timeout(PROCESS_MS);
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

  it("reads its options", () => {
    deepEqual(parsePolicyOptions(["--stack", "prod", "--config", "a=b=c", "--preview"]), {
      program: ".",
      stack: "prod",
      config: { a: "b=c" },
      policyPacks: [],
      preview: true,
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

async function run(...args: string[]): Promise<{ code: number; stdout: string }> {
  const child = spawn(
    process.execPath,
    ["packages/laptop/bin/pulumi-laptop.cjs", "policy", ...args],
    {
      cwd: PROJECT_FOLDER,
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const [stdout, closed] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code: closed[0] as number, stdout };
}
