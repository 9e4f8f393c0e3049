import { equal } from "node:assert/strict";
import { md5OfAttributes, type Attributes } from "../../../src/sqs/content/message-attributes";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation */
describe("The digest of message attributes", () => {
  it("is AWS's for a number", () => {
    const attributes = { timestamp: { DataType: "Number", StringValue: "1493147359900" } };
    equal(md5OfAttributes(attributes), "235c5c510d26fb653d073faed50ae77c");
  });

  it("does not depend on their order, but on names, types and values", () => {
    const a = { DataType: "String", StringValue: "1" };
    const b = { DataType: "Binary", BinaryValue: "AQ==" };
    const digest = (attributes: Attributes) => md5OfAttributes(attributes);
    equal(digest({ a, b }), digest({ b, a }));
    const others: Attributes[] = [
      { a },
      { a, c: b },
      { a: b, b: a },
      { a: { ...a, DataType: "String.x" }, b },
      { a: { ...a, StringValue: "2" }, b },
      { a, b: { ...b, BinaryValue: "Ag==" } },
    ];
    equal(new Set([{ a, b }, ...others].map(digest)).size, others.length + 1);
  });

  it("is none without attributes", () => {
    equal(md5OfAttributes({}), undefined);
  });
});
