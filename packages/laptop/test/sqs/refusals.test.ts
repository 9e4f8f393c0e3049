import { equal, rejects } from "node:assert/strict";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { JOBS_URL, startJobs, type TestJobs } from "../support/sqs/queue-client";

describe("A standard queue refuses", () => {
  const QueueUrl = JOBS_URL;
  let sqs: TestJobs;
  afterEach(() => sqs.close());
  const start = async (...args: Parameters<typeof startJobs>) => {
    sqs = await startJobs(...args);
  };

  it("batches as AWS does", async () => {
    await start();
    const batch = (Entries: { Id: string; MessageBody: string }[]) =>
      sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const entry = (Id: string, MessageBody = "x") => ({ Id, MessageBody });
    await rejects(batch([]), { name: "EmptyBatchRequest" });
    await rejects(batch([entry("a"), entry("a")]), {
      name: "BatchEntryIdsNotDistinct",
      message: "Id a repeated.",
    });
    await rejects(batch([entry("a b")]), { name: "InvalidBatchEntryId" });
    await rejects(batch(Array.from({ length: 11 }, (_, i) => entry(String(i)))), {
      name: "TooManyEntriesInBatchRequest",
      message: "Maximum number of entries per request are 10. You have sent 11.",
    });
    const half = "x".repeat(600_000);
    await rejects(batch([entry("a", half), entry("b", half)]), {
      name: "BatchRequestTooLong",
      message: "Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.",
    });
    await sqs.close();
    await start({ maximumMessageSize: 1024 });
    const bodies = [1000, 1000, 1025].map((length) => "x".repeat(length));
    const { Failed, Successful } = await batch(bodies.map((body, i) => entry(`e${i}`, body)));
    equal(Successful!.length, 2);
    equal(Failed!.map(({ Id, Code }) => `${Id} ${Code}`).join(), "e2 InvalidParameterValue");
  });

  for (const [what, input, name, message] of [
    ["no body", { MessageBody: "" }, "MissingParameter", /parameter MessageBody/],
    [
      "a body that is too long",
      { MessageBody: "x".repeat(2049) },
      "InvalidParameterValue",
      /Reason: Message must be shorter than 2048 bytes\.$/,
    ],
    [
      "a character that XML does not have",
      { MessageBody: "\u0001" },
      "InvalidMessageContents",
      /#x9/,
    ],
    [
      "a deduplication ID",
      { MessageDeduplicationId: "1" },
      "InvalidParameterValue",
      /not valid for this queue type/,
    ],
    [
      "an attribute without a type",
      { MessageAttributes: { a: { DataType: "Text", StringValue: "1" } } },
      "InvalidParameterValue",
      /supported type prefixes is Binary, Number, and String/,
    ],
    [
      "a number that is none",
      { MessageAttributes: { a: { DataType: "Number", StringValue: "one" } } },
      "InvalidParameterValue",
      /Can't cast the value/,
    ],
    ...["0x10", " ", "1e999", "NaN", "1_000"].map(
      (StringValue) =>
        [
          `the number "${StringValue}"`,
          { MessageAttributes: { a: { DataType: "Number", StringValue } } },
          "InvalidParameterValue",
          /Can't cast the value/,
        ] as const,
    ),
    [
      "a character in an attribute that XML does not have",
      { MessageAttributes: { a: { DataType: "String", StringValue: "\u0001" } } },
      "InvalidMessageContents",
      /#x9/,
    ],
    [
      "an attribute that is a list",
      { MessageAttributes: { a: { DataType: "String", StringListValues: ["1"] as string[] } } },
      "UnsupportedOperation",
      /Message attribute list values in SendMessage operation are not supported/,
    ],
    [
      "a type that is too long",
      { MessageAttributes: { a: { DataType: `String.${"x".repeat(250)}`, StringValue: "1" } } },
      "InvalidParameterValue",
      /supported type prefixes/,
    ],
    [
      "a system attribute that senders do not set",
      {
        MessageSystemAttributes: {
          SenderId: { DataType: "String", StringValue: "Root=1-2" },
        } as never,
      },
      "InvalidParameterValue",
      /system attribute name 'SenderId' is invalid/,
    ],
    [
      "a trace header that is none",
      { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "x" } } },
      "InvalidParameterValue",
      /system attribute 'AWSTraceHeader' is invalid/,
    ],
    [
      "a trace header without end",
      {
        MessageSystemAttributes: {
          AWSTraceHeader: { DataType: "String", StringValue: `Root=1-${"x".repeat(2000)}` },
        },
      },
      "InvalidParameterValue",
      /system attribute 'AWSTraceHeader' is invalid/,
    ],
    [
      "a name of AWS's",
      { MessageAttributes: { "AWS.a": { DataType: "String", StringValue: "1" } } },
      "InvalidParameterValue",
      /attribute name 'AWS\.a' is invalid/,
    ],
  ] as const) {
    it(`a message with ${what}`, async () => {
      await start({ maximumMessageSize: 2048 });
      await rejects(sqs.send("x", input), { name, message });
      equal(sqs.all("sqs.send").length, 0);
    });
  }

  it("limits of a receive that AWS does not have", async () => {
    await start();
    await rejects(sqs.receive({ MaxNumberOfMessages: 11 }), {
      message:
        "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
    });
    await rejects(sqs.receive({ WaitTimeSeconds: 21 }), {
      message:
        "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
    });
  });
});
