import { deepEqual, equal, match } from "node:assert/strict";
import { construct } from "../../../src/program/provider/construct";

const URN = "urn:pulumi:dev::shop::awsx:ec2:Vpc::network";
const vpc = (inputs = {}) => construct("awsx:ec2:Vpc", URN, inputs);

describe("A component that a provider makes", () => {
  it("exports IDs of AWS's form, the same ones in every run", () => {
    match(String(vpc().vpcId), /^vpc-[0-9a-f]{17}$/);
    match((vpc().privateSubnetIds as string[])[0]!, /^subnet-[0-9a-f]{17}$/);
    deepEqual(vpc(), vpc());
  });

  // https://www.pulumi.com/registry/packages/awsx/api-docs/ec2/vpc/
  it("has a public and a private subnet in each of three zones, if it is a VPC", () => {
    const { publicSubnetIds, privateSubnetIds, isolatedSubnetIds } = vpc() as Subnets;
    deepEqual(
      [publicSubnetIds.length, privateSubnetIds.length, isolatedSubnetIds.length],
      [3, 3, 0],
    );
    equal(new Set([...publicSubnetIds, ...privateSubnetIds]).size, 6);
  });

  it("has the subnets and zones that its arguments name", () => {
    const subnetSpecs = [
      { type: "Isolated", name: "a" },
      { type: "Isolated", name: "b" },
    ];
    const { publicSubnetIds, isolatedSubnetIds } = vpc({
      subnetSpecs,
      availabilityZoneNames: ["us-east-1a", "us-east-1b"],
    }) as Subnets;
    deepEqual(publicSubnetIds, []);
    equal(new Set(isolatedSubnetIds).size, 4);
    equal((vpc({ numberOfAvailabilityZones: 1 }) as Subnets).privateSubnetIds.length, 1);
  });

  it("exports nothing if nothing is known of it", () => {
    deepEqual(construct("eks:index:Cluster", URN, { version: "1" }), {});
  });
});

type Subnets = Record<"publicSubnetIds" | "privateSubnetIds" | "isolatedSubnetIds", string[]>;
