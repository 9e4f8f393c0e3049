import assert from "node:assert/strict";
import { isFromThisMachine } from "../../src/shared/addresses";
import { isAwsName } from "../../src/shared/aws-names";

describe("the other end of a socket", () => {
  const ends: [remoteAddress: string | undefined, localAddress: string, isHere: boolean][] = [
    ["127.0.0.1", "127.0.0.1", true],
    ["127.8.9.10", "127.0.0.1", true],
    ["::1", "::1", true],
    ["::ffff:127.0.0.1", "::ffff:127.0.0.1", true],
    ["192.0.2.2", "192.0.2.2", true],
    ["::ffff:192.0.2.2", "::ffff:192.0.2.2", true],
    ["192.0.2.3", "192.0.2.2", false],
    ["::ffff:192.0.2.3", "::ffff:192.0.2.2", false],
    ["192.0.2.2", "127.0.0.1", false],
    ["fe80::1", "fe80::2", false],
    [undefined, "127.0.0.1", false],
  ];
  for (const [remoteAddress, localAddress, isHere] of ends) {
    it(`${remoteAddress} of ${localAddress} is ${isHere ? "" : "not "}on this machine`, () => {
      const socket = { remoteAddress, localAddress } as Parameters<typeof isFromThisMachine>[0];
      assert.equal(isFromThisMachine(socket), isHere);
    });
  }
});

describe("isAwsName", () => {
  const names: [name: string, isAws: boolean][] = [
    ["x5dq2mb9qi.execute-api.us-east-1.amazonaws.com", true],
    ["x5dq2mb9qi.execute-api.cn-north-1.amazonaws.com.cn", true],
    ["x5dq2mb9qi.execute-api.us-gov-west-1.amazonaws.com", true],
    ["x5dq2mb9qi.execute-api.us-east-1.amazonaws.com.evil.example", false],
    ["x5dq2mb9qi.execute-api.evil.example", false],
    ["x5dq2mb9qi.execute-api.us-east-1.evil-amazonaws.com", false],
    ["dynamodb.us-east-1.amazonaws.com", false],
    ["execute-api.us-east-1.amazonaws.com.", false],
  ];
  for (const [name, isAws] of names) {
    it(`knows that ${name} is ${isAws ? "" : "not "}API Gateway's`, () =>
      assert.equal(isAwsName("execute-api", name), isAws));
  }
});
