import assert from "node:assert/strict";
import fc from "fast-check";
import { queueOf, startTestSqs } from "pulumi-laptop/test/support/sqs/queues";
import type { Target } from "../target";

/** A request of either protocol. */
interface Call {
  operation: string;
  input: unknown;
  isJson: boolean;
}

const OPERATIONS =
  "SendMessage SendMessageBatch ReceiveMessage DeleteMessage DeleteMessageBatch ChangeMessageVisibility ChangeMessageVisibilityBatch GetQueueUrl GetQueueAttributes ListQueues ListDeadLetterSourceQueues PurgeQueue CreateQueue toString".split(
    " ",
  );
const FIELDS =
  "MessageBody MessageAttributes MessageSystemAttributes MessageGroupId MessageDeduplicationId DelaySeconds Entries ReceiptHandle VisibilityTimeout MaxNumberOfMessages AttributeNames MessageAttributeNames MessageSystemAttributeNames QueueName QueueNamePrefix __proto__".split(
    " ",
  );

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer({ min: -1, max: 20 }),
  fc.constantFrom("All", "jobs", null, [], {}, ["All"], [null], true),
  fc.dictionary(
    fc.constantFrom("a", "b.c", "AWS.x", "__proto__"),
    fc.record(
      {
        DataType: fc.constantFrom("String", "Number", "Binary", "No", 7),
        StringValue: fc.constantFrom("1", "", 7, "x"),
        BinaryValue: fc.constantFrom("AQ==", 7),
      },
      { requiredKeys: [] },
    ),
  ),
  fc.array(
    fc.record(
      {
        Id: fc.constantFrom("a", "b", "a b", 7),
        MessageBody: fc.string({ maxLength: 3 }),
        ReceiptHandle: fc.constantFrom("x", "am9icyBh", 7),
        VisibilityTimeout: fc.constantFrom(0, -1, "x"),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  ),
);

const url = fc.constantFrom(
  queueOf("jobs").url,
  queueOf("jobs.fifo").url,
  queueOf("none").url,
  "",
  7,
);

const call: fc.Arbitrary<Call> = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  input: fc
    .tuple(fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 5 }), url)
    .map(([fields, QueueUrl]) => ({ ...fields, QueueUrl })),
  isJson: fc.boolean(),
});

/** Requests to SQS: each is answered, and none makes it fail. */
export const sqs: Target<Call> = {
  input: call,
  async start() {
    const service = await startTestSqs([queueOf("jobs"), queueOf("jobs.fifo")]);
    return {
      async attempt({ operation, input, isJson }) {
        const headers = {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `AmazonSQS.${operation}`,
        };
        const answer = await service.call(
          isJson
            ? { headers, body: JSON.stringify(input) }
            : { body: formOf({ Action: operation, ...(input as object) }) },
        );
        const text = await answer.text();
        assert.ok(answer.status < 500, `It answered ${answer.status} ${text}.`);
        assert.deepEqual(service.all("sqs.failed"), []);
        service.entries.length = 0;
      },
      close: () => service.close(),
    };
  },
};

/** Fields of a form, nested as the query protocol does: `a.1.b=c`. */
function formOf(value: object): URLSearchParams {
  const form = new URLSearchParams();
  const add = (path: string, each: unknown) => {
    if (typeof each === "object" && each !== null)
      for (const [key, inner] of Object.entries(each))
        add(path === "" ? key : `${path}.${key}`, inner);
    else form.append(path, String(each));
  };
  add("", value);
  return form;
}
