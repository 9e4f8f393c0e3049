import { deepEqual, equal, match, ok } from "node:assert/strict";
import { plain, type Properties, type Resource } from "pulumi-laptop";
import { evaluated, PROJECT_FOLDER } from "../../support/evaluated";
import { findingsOf } from "../../support/policies";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

const MONGODB = { store: "mongodb", mongodbUri: "mongodb://events:secret@db.example.com/" };

/** The stack prod in a VPC. */
const inVpc = (config: Record<string, string> = {}) =>
  evaluated({ stack: "prod", config: { ...config, vpc: "true" } });

describe("Without the setting vpc, the program", () => {
  it("declares no network, and loads nothing for one", async () => {
    const { evaluation } = await evaluated();
    const types = evaluation.resources.map(({ type }) => type);
    deepEqual(
      types.filter((type) => /^awsx:|^aws:ec2\//.test(type)),
      [],
    );
    const loaded = evaluation.files.filter((file) => file.startsWith(PROJECT_FOLDER));
    ok(loaded.some((file) => file.endsWith("callback.ts")));
    // The driver of MongoDB, too, is loaded for a stack that uses it.
    ok(!loaded.some((file) => /[\\/](network|mongo-connections)\.ts$/.test(file)));
    equal(evaluation.outputs.natAddress, "");
  });
});

describe("With the setting vpc, the program", () => {
  let resources: Resource[];
  let outputs: Properties;
  before(async () => {
    const { evaluation } = await inVpc();
    ({ resources, outputs } = evaluation);
  });
  const all = (type: string, among = resources) =>
    among
      .filter((resource) => resource.type === type)
      .map((resource) => ({ ...resource, inputs: plain(resource.inputs) as Properties }));
  const only = (type: string, among = resources) => {
    const [resource, ...others] = all(type, among);
    equal(others.length, 0);
    return resource!;
  };

  it("has a VPC in two zones, with one NAT gateway at an address that it exports", () => {
    const { allocationId, publicIp } = only("aws:ec2/eip:Eip").outputs;
    const { numberOfAvailabilityZones, natGateways } = only("awsx:ec2:Vpc").inputs;
    equal(numberOfAvailabilityZones, 2);
    deepEqual(natGateways, { strategy: "Single", elasticIpAllocationIds: [allocationId] });
    equal(outputs.natAddress, publicIp);
  });

  it("reaches DynamoDB through a gateway endpoint, unless the store is MongoDB", async () => {
    const { vpcEndpointSpecs, vpcEndpointStrategy } = only("awsx:ec2:Vpc").inputs;
    deepEqual(vpcEndpointSpecs, [{ serviceName: "com.amazonaws.us-east-1.dynamodb" }]);
    equal(vpcEndpointStrategy, "Auto");
    const { evaluation } = await inVpc(MONGODB);
    deepEqual(only("awsx:ec2:Vpc", evaluation.resources).inputs.vpcEndpointSpecs, []);
  });

  it("lets nothing in, and out to AWS; with MongoDB, to its port as well", async () => {
    const out = ({ inputs }: { inputs: Properties }) => {
      const rules = inputs.egress as { fromPort: number; toPort: number }[];
      return rules.map(({ fromPort, toPort }) => [fromPort, toPort]);
    };
    const group = only("aws:ec2/securityGroup:SecurityGroup");
    equal(group.inputs.ingress, undefined);
    deepEqual(out(group), [[443, 443]]);
    const { evaluation } = await inVpc(MONGODB);
    deepEqual(out(only(group.type, evaluation.resources)), [
      [443, 443],
      [1024, 65_535],
    ]);
  });

  it("lets out to the named addresses of MongoDB only, and anywhere if none is named", async () => {
    const blocks = async (config: Record<string, string>) => {
      const { evaluation } = await inVpc({ ...MONGODB, ...config });
      const { inputs } = only("aws:ec2/securityGroup:SecurityGroup", evaluation.resources);
      return (inputs.egress as { cidrBlocks: string[] }[]).map(({ cidrBlocks }) => cidrBlocks);
    };
    deepEqual(await blocks({}), [["0.0.0.0/0"], ["0.0.0.0/0"]]);
    const databaseAddresses = "203.0.113.0/24, 198.51.100.7/32";
    deepEqual(await blocks({ databaseAddresses }), [
      ["0.0.0.0/0"],
      ["203.0.113.0/24", "198.51.100.7/32"],
    ]);
  });

  it("runs every function in the private subnets", () => {
    const { privateSubnetIds } = only("awsx:ec2:Vpc").outputs;
    equal((privateSubnetIds as string[]).length, 2);
    const { id } = only("aws:ec2/securityGroup:SecurityGroup");
    for (const { inputs } of all("aws:lambda/function:Function"))
      deepEqual(inputs.vpcConfig, { subnetIds: privateSubnetIds, securityGroupIds: [id] });
  });

  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
  it("lets Lambda connect the function, as AWS's managed policy does, but not the function's code", () => {
    const policies = all("aws:iam/rolePolicy:RolePolicy");
    const { policy } = policies.find(({ name }) => name === "events")!.inputs;
    const { Statement } = (typeof policy === "string" ? JSON.parse(policy) : policy) as {
      Statement: { Effect: string; Action: string[]; Resource: string; Condition?: object }[];
    };
    const [allowed, denied, ...others] = Statement.filter(({ Action }) =>
      Action.some((action) => action.startsWith("ec2:")),
    );
    deepEqual(others, []);
    const Action = [
      "ec2:CreateNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DeleteNetworkInterface",
      "ec2:AssignPrivateIpAddresses",
      "ec2:UnassignPrivateIpAddresses",
    ];
    deepEqual(allowed, { Effect: "Allow", Action, Resource: "*" });
    const Condition = { Null: { "lambda:SourceFunctionArn": "false" } };
    deepEqual(denied, { Effect: "Deny", Action, Resource: "*", Condition });
  });

  for (const [store, config] of [
    ["DynamoDB", {}],
    ["MongoDB", MONGODB],
  ] as const)
    it(`violates no rule of the policy pack, with ${store}`, async () => {
      deepEqual(await findingsOf(await inVpc(config)), []);
    });

  it("previews without the IDs that AWS makes up", async () => {
    const { evaluation } = await evaluated({ config: { vpc: "true" }, preview: true });
    const { outputs } = only("awsx:ec2:Vpc", evaluation.resources);
    match(String(outputs.vpcId), /^04da6b54-/);
  });
});

describe("With the setting vpc, a laptop", () => {
  let stage: TestStage;
  before(async () => {
    stage = await startStage({ program: PROJECT_FOLDER, config: { vpc: "true" } });
  });
  after(() => stage?.close());

  it("serves the program, and says that its network has no effect here", async () => {
    const alice = await stage.connect();
    alice.send("hello");
    equal(await alice.next(), "Echo me: hello");
    const { inert } = stage.runtime.model;
    for (const type of ["awsx:ec2:Vpc", "aws:ec2/eip:Eip", "aws:ec2/securityGroup:SecurityGroup"])
      ok(inert.includes(`${type} "network"`), type);
    await alice.close();
  });
});
