import { deepEqual, equal } from "node:assert/strict";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { JOBS_URL, startJobs, type TestJobs } from "../support/sqs/queue-client";

describe("A queue", () => {
  const QueueUrl = JOBS_URL;
  let sqs: TestJobs;
  beforeEach(async () => {
    sqs = await startJobs();
  });
  afterEach(() => sqs.close());

  it("takes batches, of which entries fail by themselves", async () => {
    const { Successful, Failed } = await sqs.client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "a", MessageBody: "one" },
          { Id: "b", MessageBody: "two", DelaySeconds: 901 },
          { Id: "c", MessageBody: "three" },
        ],
      }),
    );
    deepEqual(
      Successful!.map(({ Id }) => Id),
      ["a", "c"],
    );
    deepEqual(Failed, [
      {
        Id: "b",
        SenderFault: true,
        Code: "InvalidParameterValue",
        Message:
          "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
      },
    ]);
    const [one, three] = await sqs.receive();
    deepEqual([one!.Body, three!.Body], ["one", "three"]);
    const hidden = await sqs.client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [{ Id: "a", ReceiptHandle: one!.ReceiptHandle!, VisibilityTimeout: 0 }],
      }),
    );
    deepEqual(hidden.Successful, [{ Id: "a" }]);
    const deleted = await sqs.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "a", ReceiptHandle: three!.ReceiptHandle! },
          { Id: "b", ReceiptHandle: "nonsense" },
        ],
      }),
    );
    deepEqual(deleted.Successful, [{ Id: "a" }]);
    equal(deleted.Failed?.[0]?.Code, "ReceiptHandleIsInvalid");
    deepEqual(await sqs.bodies(), ["one"]);
  });
});
