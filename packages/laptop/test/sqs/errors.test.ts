import { equal, throws } from "node:assert/strict";
import { invalid, refusalOf } from "../../src/sqs/errors";

describe("What SQS says against a message of a service", () => {
  it("is told, so that the service goes on", () => {
    const refuse = () => {
      throw invalid("Message must be shorter than 1024 bytes.");
    };
    equal(refusalOf(refuse), "Message must be shorter than 1024 bytes.");
    equal(
      refusalOf(() => undefined),
      undefined,
    );
  });

  it("hides no other error", () => {
    const fail = () => {
      throw new TypeError("queue is undefined");
    };
    throws(() => refusalOf(fail), TypeError);
  });
});
