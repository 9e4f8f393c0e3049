import { deepEqual, equal } from "node:assert/strict";
import { placeOf, surroundingsOf } from "../../../src/program/project/surroundings";

const surroundings = (values: Record<string, string>, environment: NodeJS.ProcessEnv = {}) =>
  surroundingsOf(
    { configuration: { values, secretKeys: [], unreadable: {} } },
    "127.0.0.1:1",
    environment,
  );

describe("Where a program's resources are", () => {
  it("is the stack's region, then the environment's, then us-east-1", () => {
    const environment = { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" };
    equal(surroundings({ "aws:region": "eu-west-3" }, environment).region, "eu-west-3");
    equal(surroundings({}, environment).region, "eu-west-1");
    equal(surroundings({}, { AWS_DEFAULT_REGION: "eu-west-2" }).region, "eu-west-2");
    equal(surroundings({}).region, "us-east-1");
  });

  it("is the account that the stack allows, with its default tags", () => {
    const { accountId, defaultTags } = surroundings({
      "aws:allowedAccountIds": '["111122223333"]',
      "aws:defaultTags": '{"tags":{"team":"chat"}}',
    });
    deepEqual([accountId, defaultTags], ["111122223333", { team: "chat" }]);
    equal(surroundings({}).accountId, "123456789012");
  });

  it("is what an explicit provider says, and otherwise the stack's", () => {
    const stack = { region: "us-east-1", accountId: "123456789012", defaultTags: { a: "1" } };
    const roleArn = "arn:aws:iam::444455556666:role/deploy";
    deepEqual(placeOf({ region: "eu-west-1", assumeRoles: JSON.stringify([{ roleArn }]) }, stack), {
      region: "eu-west-1",
      accountId: "444455556666",
      defaultTags: { a: "1" },
    });
    deepEqual(
      placeOf({ assumeRole: JSON.stringify({ roleArn }) }, stack).accountId,
      "444455556666",
    );
    deepEqual(placeOf({ region: "", profile: "other", defaultTags: "null" }, stack), stack);
  });
});
