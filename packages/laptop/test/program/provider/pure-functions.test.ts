import { deepEqual, throws } from "node:assert/strict";
import { invokeFunction } from "../../../src/program/provider/invoke";
import type { Properties } from "../../../src/program/resource";

const PLACE = { region: "eu-west-3", accountId: "111122223333" };

function call(name: string, args: Properties = {}, region = PLACE.region) {
  return invokeFunction(`aws:index/${name}:${name}`, args, { ...PLACE, region });
}

describe("Functions of the AWS provider", () => {
  it("know the region and the account of their provider", () => {
    deepEqual(call("getRegion").region, "eu-west-3");
    deepEqual(call("getCallerIdentity").arn, "arn:aws:iam::111122223333:user/laptop");
  });

  it("know another region that is asked for by its name or endpoint", () => {
    deepEqual(call("getRegion", { region: "us-west-2" }).endpoint, "ec2.us-west-2.amazonaws.com");
    deepEqual(call("getRegion", { name: "us-west-2" }).id, "us-west-2");
    deepEqual(call("getRegion", { endpoint: "ec2.us-west-2.amazonaws.com" }).id, "us-west-2");
  });

  // https://docs.aws.amazon.com/general/latest/gr/rande.html
  it("know the partition of a region", () => {
    const of = (region: string) => {
      const { partition, dnsSuffix } = call("getPartition", {}, region);
      return [partition, dnsSuffix];
    };
    deepEqual(of("eu-west-3"), ["aws", "amazonaws.com"]);
    deepEqual(of("cn-north-1"), ["aws-cn", "amazonaws.com.cn"]);
    deepEqual(of("us-gov-west-1"), ["aws-us-gov", "amazonaws.com"]);
  });

  it("take an ARN apart and put it together", () => {
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:talk:live";
    const parts = {
      partition: "aws",
      service: "lambda",
      region: "us-east-1",
      accountId: "123456789012",
      resource: "function:talk:live",
    };
    deepEqual(call("arnParse", { arn }), parts);
    deepEqual(call("arnBuild", parts), { result: arn });
    deepEqual(call("getArn", { arn }).account, "123456789012");
    throws(() => call("arnParse", { arn: "talk" }), { message: /"talk" is not an ARN/ });
    throws(() => call("arnParse", { arn: "arn:aws:lambda" }), { message: /fewer than six parts/ });
  });

  it("shorten the ARN of a role, and name services", () => {
    deepEqual(call("trimIamRolePath", { arn: "arn:aws:iam::1:role/a/b/talk" }), {
      result: "arn:aws:iam::1:role/talk",
    });
    deepEqual(call("getServicePrincipal", { serviceName: "lambda" }).name, "lambda.amazonaws.com");
    deepEqual(
      call("getService", { serviceId: "dynamodb" }).reverseDnsName,
      "com.amazonaws.eu-west-3.dynamodb",
    );
  });

  // https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
  it("name availability zones", () => {
    const { names, zoneIds } = call("getAvailabilityZones", {}, "ap-southeast-2");
    deepEqual(names, ["ap-southeast-2a", "ap-southeast-2b", "ap-southeast-2c"]);
    deepEqual(zoneIds, ["apse2-az1", "apse2-az2", "apse2-az3"]);
    deepEqual((call("getAvailabilityZones", {}, "us-east-1").zoneIds as string[])[0], "use1-az1");
  });
});
