import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Analyzer } from "pulumi-laptop";
import { RULES } from "../../policy/all-rules";
import { evaluated, PROJECT_NAME, STACKS, testProgram } from "../support/evaluated";
import { findingsOf, judge, startPack } from "../support/policies";

/** Policies that say what a preview does not know yet. */
const UNDECIDED = ["undecided", "undecided-stack"];

describe("The policy pack, driven by Pulumi's analyzer protocol", () => {
  let pack: Analyzer;
  before(async () => {
    pack = await startPack("dev");
  });
  after(() => pack.close());

  it("offers every rule with its severity, way out and page", async () => {
    const { name, policiesList } = pack.info;
    match(name, /^websockets-on-demand$/);
    deepEqual(
      policiesList.map((policy) => policy.name),
      [...RULES.map((rule) => rule.name), ...UNDECIDED],
    );
    const offered = policiesList.find((policy) => policy.name === "iam-no-wildcard-action")!;
    equal(offered.enforcementlevel, 1);
    equal(offered.severity, 3);
    equal(offered.remediationSteps, "List the actions that the code calls.");
    ok(offered.url.startsWith("https://docs.aws.amazon.com/"));
    ok(offered.tagsList.includes("CKV_AWS_63"));
  });

  it("says of a preview what it waits for, and refuses nothing of the program", async () => {
    const found = await judge(pack, (await evaluated({ preview: true })).evaluation);
    deepEqual(
      found.filter(({ level }) => level === "mandatory"),
      [],
    );
    const waits = found.filter(({ rule }) => UNDECIDED.includes(rule));
    const messages = waits.map(({ message }) => message);
    for (const message of [
      'policy.Statement[0].Resource of RolePolicy "events" is not known here. Not decided: iam-no-wildcard-resource.',
      'sourceArn of Permission "routes-permission" is not known here. Not decided: lambda-permission-source.',
      'sourceArn of Permission "routes-permission" is not known here. Not decided: lambda-permission-own-api.',
    ])
      ok(messages.includes(message), messages.join("\n"));
  });

  it("refuses in a preview what is known to be wrong beside what is not known", async () => {
    const { evaluation } = await evaluated({ program: testProgram("bad-iam"), preview: true });
    const found = await judge(pack, evaluation);
    const ofPolicy = found.filter(({ urn }) => urn.endsWith("RolePolicy::any-action"));
    deepEqual(
      ofPolicy.map(({ rule, level, message }) => `${level} ${rule}: ${message}`),
      [
        'mandatory iam-no-wildcard-action: RolePolicy "any-action" allows the action "sts:*". List the actions that the code calls.',
        'advisory undecided: policy.Statement[0].Resource of RolePolicy "any-action" is not known here. Not decided: iam-no-wildcard-resource.',
      ],
    );
  });

  it("finds in bad programs what the laptop finds", async () => {
    for (const name of ["bad-iam", "bad-lambda"]) {
      const program = await evaluated({ program: testProgram(name) });
      const own = await startPack("dev", program.configuration);
      const found = await judge(own, program.evaluation);
      own.close();
      deepEqual(found, await findingsOf(program));
    }
  });

  it("takes enforcement levels from the Pulumi CLI", async () => {
    await pack.configure({ "dynamodb-ttl": "mandatory", "logs-retention": "disabled" });
    const { evaluation } = await evaluated({ program: testProgram("bad-storage") });
    const found = await judge(pack, evaluation);
    const levelOf = (policy: string) => found.find(({ rule }) => rule === policy)?.level;
    equal(levelOf("dynamodb-ttl"), "mandatory");
    equal(levelOf("logs-retention"), undefined);
    equal(levelOf("logs-encryption"), "advisory");
  });
});

describe("The policy pack, over the product's stack", () => {
  for (const stack of STACKS)
    it(`${stack} finds nothing in an update, and in a preview only what is not known yet`, async () => {
      const { evaluation, configuration } = await evaluated({ stack });
      const pack = await startPack(stack, configuration);
      const found = await judge(pack, evaluation);
      const preview = await evaluated({ stack, preview: true });
      const previewed = await judge(pack, preview.evaluation);
      pack.close();
      deepEqual(found, []);
      deepEqual(
        previewed.filter(({ rule, level }) => !UNDECIDED.includes(rule) || level !== "advisory"),
        [],
      );
    });
});

describe("The policy pack that is told what is deployed", () => {
  it("names what a deployment with the Pulumi CLI would delete", async () => {
    const { evaluation, configuration } = await evaluated();
    const folder = await mkdtemp(join(tmpdir(), "pack-against-"));
    const file = join(folder, "state.json");
    const api = { type: "aws:apigatewayv2/api:Api", custom: true };
    const urn = `urn:pulumi:dev::${PROJECT_NAME}::${api.type}::gone`;
    const resources = [{ ...api, urn, inputs: { protocolType: "WEBSOCKET" } }];
    await writeFile(file, JSON.stringify({ version: 3, deployment: { resources } }));
    const pack = await startPack("dev", configuration, { POLICY_AGAINST: file });
    const found = await judge(pack, evaluation);
    pack.close();
    await rm(folder, { recursive: true });
    deepEqual(
      found.map((each) => [each.rule, each.level, each.urn]),
      [["apigateway-change-keeps-connections", "advisory", urn]],
    );
  });
});

describe("The policy pack in another stack", () => {
  it("is strict in prod, and takes levels from the stack's configuration", async () => {
    const pack = await startPack("prod", {
      "policy:levels": JSON.stringify({ "lambda-tracing": "disabled" }),
    });
    const { policiesList } = pack.info;
    pack.close();
    const levelOf = (name: string) => policiesList.find((p) => p.name === name)!.enforcementlevel;
    equal(levelOf("dynamodb-ttl"), 1);
    equal(levelOf("lambda-tracing"), 2);
  });
});
