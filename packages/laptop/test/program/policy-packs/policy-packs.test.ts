import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPacks } from "../../../src/program/policy-packs/find-packs";
import { PolicyPacks } from "../../../src/program/policy-packs/policy-packs";
import type { Project } from "../../../src/program/project/project";
import { Declared } from "../../support/program/declared";

const PACKS = join(__dirname, "packs");
const pack = (name: string) => join(PACKS, name);

const QUEUE = "aws:sqs/queue:Queue";
const urn = (name: string) => `urn:pulumi:dev::shop::${QUEUE}::${name}`;

describe("policy packs that are not ours", () => {
  let lines: string[];
  let packs: PolicyPacks;
  const choose = (...names: string[]) => {
    lines = [];
    packs = new PolicyPacks({
      policyPacks: names.map(pack),
      onOutput: (line) => lines.push(line),
    });
  };
  afterEach(() => packs.close());

  const findings = async (project = projectWith()) =>
    packs.start(project)!.findings(declared().evaluation);

  it("are enforced if they are written in TypeScript", async () => {
    choose("typescript");
    deepEqual(await findings(), [
      {
        rule: "queue-visibility",
        level: "mandatory",
        severity: "high",
        urn: urn("slow"),
        message: "It hides them for 90 s.",
        url: "https://docs.aws.amazon.com/sqs/",
        equals: ["SQS.1"],
      },
    ]);
  });

  it("are enforced if they are written in JavaScript, mandatory findings first", async () => {
    choose("javascript");
    const found = await findings(projectWith({ "aws:region": "us-east-1" }));
    deepEqual(
      found.map(({ rule, level, urn, message }) => [rule, level, urn, message]),
      [
        ["region", "mandatory", urn("quick"), "us-east-1"],
        ["region", "mandatory", urn("slow"), "us-east-1"],
        ["few-queues", "advisory", urn("quick"), "It has 2."],
      ],
    );
  });

  it("see the region of the provider that the program gives a resource", async () => {
    choose("javascript");
    const program = new Declared();
    const east = program.add("pulumi:providers:aws", "east", { region: "us-east-1" });
    program.addWith(east, QUEUE, "far", {});
    program.add(QUEUE, "near", {});
    const started = packs.start(projectWith({ "aws:region": "eu-west-1", "shop:most": "2" }))!;
    deepEqual(
      (await started.findings(program.evaluation)).map(({ rule, urn }) => [rule, urn]),
      [["region", urn("far")]],
    );
  });

  it("read the stack's configuration, and what they print is shown", async () => {
    choose("javascript");
    deepEqual(await findings(projectWith({ "aws:region": "eu-west-1", "shop:most": "2" })), []);
    deepEqual(lines, ["at most 2"]);
  });

  it("judge a resource once, also if they got it while the program ran", async () => {
    choose("typescript");
    const { evaluation } = declared();
    const started = packs.start(projectWith())!;
    for (const resource of evaluation.resources) started.onResource(resource);
    const found = await started.findings(evaluation);
    deepEqual(
      found.map(({ urn }) => urn),
      [urn("slow")],
    );
  });

  it("apply together", async () => {
    choose("typescript", "javascript");
    const found = await findings(projectWith({ "aws:region": "eu-west-1" }));
    deepEqual(
      found.map(({ rule }) => rule),
      ["queue-visibility", "few-queues"],
    );
  });

  it("that remediate are reported: what a deployment changes stays as it is on a laptop", async () => {
    choose("remediating");
    const found = await findings();
    const message =
      "A queue keeps the order. A deployment changes the resource; here it stays as the program declares it.";
    deepEqual(
      found.map((each) => [each.rule, each.level, each.urn, each.message]),
      [
        ["queue-fifo", "advisory", urn("quick"), message],
        ["queue-fifo", "advisory", urn("slow"), message],
      ],
    );
  });

  it("whose policy throws are named, with the policy and the error", async () => {
    choose("throwing");
    await rejects(findings(), {
      name: "UserError",
      message:
        /^Policy pack ".*throwing" failed: .*Error validating resource with policy 'broken'.*no such property/s,
    });
  });

  it("that do not load are named, with what they print", async () => {
    choose("failing");
    await rejects(findings(), {
      name: "UserError",
      message:
        /^Policy pack ".*failing" did not start:\nError: rules\.json is missing\n {4}at .*failing\/index\.js:2/,
    });
  });

  it("that make no PolicyPack are named", async () => {
    choose("empty");
    await rejects(findings(), {
      message:
        /^Policy pack ".*empty" did not start:\nIt ended with code 0\. Its main file makes no PolicyPack\.$/,
    });
  });

  it("in another language are refused", () => {
    choose("python");
    throws(() => packs.start(projectWith()), {
      message: /^Policy pack ".*python" has the runtime "python"\. Only "nodejs" runs here\.$/,
    });
  });

  it("are no folder without PulumiPolicy.yaml", () => {
    choose("none");
    throws(() => packs.start(projectWith()), {
      exitCode: 2,
      message: /^".*none" is not a policy pack: it has no PulumiPolicy\.yaml\.$/,
    });
  });
});

describe("the policy packs of a program", () => {
  it("are its folder policy, if that is one", () => {
    deepEqual(
      findPacks(join(__dirname, "../../../../.."), []).map(({ name, main }) => [name, main]),
      [["policy", "."]],
    );
    deepEqual(findPacks(PACKS, []), []);
  });

  it("are none at all without it: the program is not judged", () => {
    const packs = new PolicyPacks({ onOutput: () => undefined });
    equal(packs.start(projectWith()), undefined);
  });
});

describe("a policy pack, from one evaluation to the next", () => {
  let folder: string;
  let lines: string[];
  let packs: PolicyPacks;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pack-"));
    await cp(pack("javascript"), folder, { recursive: true });
    await symlink(join(__dirname, "../../../../../node_modules"), join(folder, "node_modules"));
    lines = [];
    packs = new PolicyPacks({ policyPacks: [folder], onOutput: (line) => lines.push(line) });
  });
  afterEach(async () => {
    packs.close();
    await rm(folder, { recursive: true });
  });
  const judge = async (configuration: Record<string, string> = {}) => {
    const project = projectWith({ "aws:region": "eu-west-1", ...configuration });
    const found = await packs.start(project)!.findings(declared().evaluation);
    return found.map(({ message }) => message);
  };

  it("keeps its process while nothing changes", async () => {
    deepEqual(await judge(), ["It has 2."]);
    deepEqual(await judge(), ["It has 2."]);
    deepEqual(lines, ["at most 1"]);
  });

  it("starts again when one of its files or the configuration changes", async () => {
    await judge();
    await judge({ "shop:most": "3" });
    await writeFile(join(folder, "notes.md"), "a new file");
    await judge({ "shop:most": "3" });
    deepEqual(lines, ["at most 1", "at most 3", "at most 3"]);
  });

  it("names its files, so that a change of them is noticed", () => {
    const files = packs.start(projectWith())!.files;
    deepEqual(
      files.sort(),
      ["PulumiPolicy.yaml", "package.json", "rules.js"].map((name) => join(folder, name)),
    );
  });
});

function declared(): Declared {
  const program = new Declared();
  program.add(QUEUE, "quick", { visibilityTimeoutSeconds: 30 });
  program.add(QUEUE, "slow", { visibilityTimeoutSeconds: 90 });
  return program;
}

function projectWith(values: Record<string, string> = {}): Project {
  return {
    name: "shop",
    stack: "dev",
    directory: __dirname,
    workingDirectory: __dirname,
    main: ".",
    nodeArguments: [],
    typescript: true,
    tsconfig: undefined,
    packageManager: undefined,
    configuration: { values, secretKeys: [], unreadable: {} },
    experiments: undefined,
    tokens: { issuer: "", audience: "" },
    lookups: {},
    without: [],
    files: [],
  };
}
