import { deepEqual, equal, ok } from "node:assert/strict";
import { checkPolicies } from "pulumi-laptop/src/program/policy";
import { RULES } from "../../policy/all-rules";
import { startAnalyzer, type Analyzer, type Diagnostic } from "./support/analyzer";
import {
  evaluated,
  PROCESS_MS,
  STACKS,
  testProgram,
  type EvaluatedProgram,
} from "../support/evaluated";

/** Policies that say what a preview does not know yet. */
const UNDECIDED = ["undecided", "undecided-stack"];

describe("The policy pack, driven by Pulumi's analyzer protocol", function () {
  this.timeout(2 * PROCESS_MS);
  let pack: Analyzer;
  before(async () => {
    pack = await startAnalyzer("dev");
  });
  after(() => pack.close());

  it("offers every rule with its severity, way out and page", async () => {
    const { name, policiesList } = await pack.info();
    equal(name, "websockets-on-demand");
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
    const found = await pack.analyze(await evaluated({ preview: true }));
    deepEqual(
      found.filter(({ level }) => level === "mandatory"),
      [],
    );
    const waits = found.filter(({ policy }) => UNDECIDED.includes(policy));
    const messages = waits.map(({ message }) => message);
    for (const message of [
      'policy.Statement[0].Resource of RolePolicy "events" is not known here. Not decided: iam-no-wildcard-resource.',
      'sourceArn of Permission "routes-permission" is not known here. Not decided: lambda-permission-source.',
      'sourceArn of Permission "routes-permission" is not known here. Not decided: lambda-permission-own-api.',
    ])
      ok(messages.includes(message), messages.join("\n"));
  });

  it("refuses in a preview what is known to be wrong beside what is not known", async () => {
    const program = await evaluated({ program: testProgram("bad-iam"), preview: true });
    const found = await pack.analyze(program);
    const ofPolicy = found.filter(({ urn }) => urn.endsWith("RolePolicy::any-action"));
    deepEqual(
      ofPolicy.map(({ policy, level, message }) => `${level} ${policy}: ${message}`),
      [
        'mandatory iam-no-wildcard-action: RolePolicy "any-action" allows the action "sts:*". List the actions that the code calls.',
        'advisory undecided: policy.Statement[0].Resource of RolePolicy "any-action" is not known here. Not decided: iam-no-wildcard-resource.',
      ],
    );
  });

  it("finds in bad programs what the laptop finds", async () => {
    for (const name of ["bad-iam", "bad-lambda"]) {
      const program = await evaluated({ program: testProgram(name) });
      deepEqual(linesOf(await pack.analyze(program)), linesOnLaptop(program));
    }
  });

  it("takes enforcement levels from the Pulumi CLI", async () => {
    await pack.configure({ "dynamodb-ttl": "mandatory", "logs-retention": "disabled" });
    const program = await evaluated({ program: testProgram("bad-storage") });
    const found = await pack.analyze(program);
    const levelOf = (policy: string) => found.find((one) => one.policy === policy)?.level;
    equal(levelOf("dynamodb-ttl"), "mandatory");
    equal(levelOf("logs-retention"), undefined);
    equal(levelOf("logs-encryption"), "advisory");
  });
});

describe("The policy pack, over the product's stack", () => {
  for (const stack of STACKS)
    it(`${stack} finds nothing in an update, and in a preview only what is not known yet`, async function () {
      this.timeout(3 * PROCESS_MS);
      const program = await evaluated({ stack });
      const pack = await startAnalyzer(stack, program.configuration);
      const found = await pack.analyze(program);
      const previewed = await pack.analyze(await evaluated({ stack, preview: true }));
      await pack.close();
      deepEqual(linesOf(found), []);
      deepEqual(
        previewed.filter(
          ({ policy, level }) => !UNDECIDED.includes(policy) || level !== "advisory",
        ),
        [],
      );
    });
});

describe("The policy pack in another stack", () => {
  it("is strict in prod, and takes levels from the stack's configuration", async function () {
    this.timeout(PROCESS_MS);
    const pack = await startAnalyzer("prod", {
      "policy:levels": JSON.stringify({ "lambda-tracing": "disabled" }),
    });
    const { policiesList } = await pack.info();
    await pack.close();
    const levelOf = (name: string) => policiesList.find((p) => p.name === name)!.enforcementlevel;
    equal(levelOf("dynamodb-ttl"), 1);
    equal(levelOf("lambda-tracing"), 2);
  });
});

function linesOf(diagnostics: Diagnostic[]): string[] {
  return diagnostics
    .map(({ level, policy, urn, message }) => `${level} ${policy} ${urn} ${message}`)
    .sort();
}

function linesOnLaptop({ evaluation, configuration, directory }: EvaluatedProgram): string[] {
  const findings = checkPolicies(evaluation, { configuration, directory });
  return linesOf(findings.map(({ rule, ...finding }) => ({ policy: rule, ...finding })));
}
