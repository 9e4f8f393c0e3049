import { deepEqual, equal, rejects } from "node:assert/strict";
import { evaluateText, named } from "../../support/program/evaluate-folder";
import { removeProgramFolders } from "../../support/program/program-folder";

describe("Transforms of a program", () => {
  after(removeProgramFolders);

  it("change what is registered: the resource's own first, then its parents', then the stack's", async () => {
    const evaluation = await evaluateText(`
      const tagged = (tag: string): pulumi.ResourceTransform => async ({ type, props, opts }) =>
        type === "aws:dynamodb/table:Table"
          ? { props: { ...props, tags: { ...props.tags, [tag]: Object.keys(props.tags ?? {}).length } }, opts }
          : undefined;
      pulumi.runtime.registerResourceTransform(tagged("stack"));
      class Rooms extends pulumi.ComponentResource {
        constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
          super("sample:index:Rooms", name, {}, opts);
          new aws.dynamodb.Table(name, { hashKey: "id", attributes: [{ name: "id", type: "S" }] },
            { parent: this, transforms: [tagged("own")] });
        }
      }
      const rooms = new Rooms("rooms", { transforms: [tagged("parent")] });
      new Rooms("inner", { parent: rooms });`);
    const tags = (name: string) => named(evaluation, "Table", name).inputs.tags;
    deepEqual(tags("rooms"), { own: 0, parent: 1, stack: 2 });
    deepEqual(tags("inner"), { own: 0, parent: 1, stack: 2 });
  });

  it("change options: the provider, protection and dependencies", async () => {
    const evaluation = await evaluateText(`
      const provider = new aws.Provider("west", { region: "us-west-2" });
      const first = new aws.sqs.Queue("first");
      new aws.sqs.Queue("second", {}, { transforms: [({ props, opts }) =>
        ({ props, opts: { ...opts, provider, protect: true, dependsOn: [first] } })] });`);
    const { outputs, protect, dependencies } = named(evaluation, "Queue", "second");
    equal(outputs.region, "us-west-2");
    equal(protect, true);
    deepEqual(dependencies, [named(evaluation, "Queue", "first").urn]);
  });

  it("see resources that are given as values, and whole archives", async () => {
    const evaluation = await evaluateText(`
      pulumi.runtime.registerResourceTransform(({ props, opts }) => ({ props, opts }));
      const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
      new aws.iam.RolePolicy("policy", { role, policy: "{}" });
      new aws.lambda.Function("talk", { role: role.arn, runtime: "nodejs22.x", handler: "index.handler",
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("//") }) });`);
    equal(
      named(evaluation, "RolePolicy", "policy").inputs.role,
      named(evaluation, "Role", "role").id,
    );
    const code = named(evaluation, "Function", "talk").inputs.code as { assets: object };
    deepEqual(Object.keys(code.assets), ["index.js"]);
  });

  it("change the arguments and provider of functions", async () => {
    const { outputs } = await evaluateText(`
      const provider = new aws.Provider("west", { region: "us-west-2" });
      pulumi.runtime.registerInvokeTransform(({ token, args, opts }) =>
        token.includes("getRegion") ? { args, opts: { ...opts, provider } } : undefined);
      export const region = aws.getRegionOutput().region;
      export const partition = aws.getPartitionOutput().partition;`);
    deepEqual(outputs, { region: "us-west-2", partition: "aws" });
  });

  it("fail the program with their own words", async () => {
    await rejects(
      evaluateText(`
        pulumi.runtime.registerResourceTransform(() => { throw new Error("no queues"); });
        new aws.sqs.Queue("jobs");`),
      /transform failed: Error: no queues/,
    );
  });
});
