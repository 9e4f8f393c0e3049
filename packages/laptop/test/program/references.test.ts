import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { Evaluation } from "../../src/program/evaluate";
import { REFERENCE, SIGNATURE_KEY } from "../../src/program/marks";
import { evaluateText, named } from "../support/program/evaluate-folder";
import { removeProgramFolders } from "../support/program/program-folder";

const PROGRAM = `
  const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
  export const name = role.name;

  const attached = new aws.iam.RolePolicyAttachment("attached", { role, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
  export const given = attached.role;

  class Talk extends pulumi.ComponentResource {
    constructor(args: { role: aws.iam.Role }) {
      super("sample:index:Talk", "talk", args);
      this.registerOutputs({ role: args.role });
    }
  }
  new Talk({ role });

  const again = role.urn.apply((urn) => new aws.iam.Role("again", undefined as any, { urn } as any).arn);
  export const isFound = pulumi.all([role.arn, again]).apply(([a, b]) => a === b);

  export const id = new aws.route53.Zone("zone", { name: "a.org" }, { import: "Z1" }).id;

  new aws.sqs.Queue("jobs", {}, { deletedWith: role, replaceWith: [role] });`;

describe("A resource that is given as a value", () => {
  let evaluation: Evaluation;
  before(async () => {
    evaluation = await evaluateText(PROGRAM);
  });
  after(removeProgramFolders);

  it("is its ID to a provider, and so it comes back to the program", () => {
    const { outputs } = evaluation;
    equal(outputs.given, outputs.name);
    equal(named(evaluation, "RolePolicyAttachment", "attached").inputs.role, outputs.name);
  });

  it("stays a resource to a component and in what it exports", () => {
    const { outputs } = named(evaluation, "Talk", "talk");
    const { urn, id } = named(evaluation, "Role", "role");
    deepEqual(outputs.role, { [SIGNATURE_KEY]: REFERENCE, urn, id });
  });

  it("is found again by its URN", async () => {
    equal(evaluation.outputs.isFound, true);
    await rejects(
      evaluateText(
        `new aws.iam.Role("r", undefined as any, { urn: "urn:pulumi:dev::a::b::c" } as any);`,
      ),
      /No resource of this program has the URN "urn:pulumi:dev::a::b::c"/,
    );
  });

  it("has the ID that it has in the cloud if the program imports it", () => {
    equal(evaluation.outputs.id, "Z1");
  });

  it("can be what another is deleted or replaced with", () => {
    deepEqual(evaluation.resources.map(({ name }) => name).sort(), [
      "attached",
      "jobs",
      "role",
      "sample-dev",
      "talk",
      "zone",
    ]);
  });
});

describe("A resource of another stack or of the cloud", () => {
  after(removeProgramFolders);
  const REFERENCE_PROGRAM = `
    const network = new pulumi.StackReference("acme/network/dev");
    export const vpcId = network.requireOutput("vpcId");
    export const none = network.getOutput("none");`;

  it("has the outputs that configuration gives", async () => {
    const stacks = { "acme/network/dev": { vpcId: "vpc-1" } };
    const config = { "laptop:stackReferences": JSON.stringify(stacks) };
    const { outputs, resources } = await evaluateText(REFERENCE_PROGRAM, [], config);
    equal(outputs.vpcId, "vpc-1");
    deepEqual(
      resources.map(({ type }) => type),
      ["pulumi:pulumi:Stack"],
    );
  });

  it("is refused by name if nobody gives them", async () => {
    const config = { "laptop:stackReferences": "{}" };
    await rejects(evaluateText(REFERENCE_PROGRAM, [], config), ({ message }: Error) => {
      match(message, /The outputs of stack "acme\/network\/dev" are not known here\./);
      match(
        message,
        /--config 'laptop:stackReferences=\{"acme\/network\/dev":\{"output":"value"\}\}'/,
      );
      return true;
    });
  });

  it("is refused if the program reads it and nobody says what it is", async () => {
    await rejects(
      evaluateText(`aws.ec2.Vpc.get("vpc", "vpc-1");`),
      /aws:ec2\/vpc:Vpc "vpc" is read from AWS, which cannot be reached here\..*--lookup FILE: \{"aws:ec2\/vpc:Vpc":\[\{"arguments":\{"id":"vpc-1"\},"result":\{\}\}\]\}/,
    );
  });
});
