import { deepEqual, equal, notEqual, rejects } from "node:assert/strict";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import type { Queue } from "../../src/model/queue-types";
import { queueOf, startTestSqs, type TestSqs } from "../support/sqs/queues";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html */
describe("A FIFO queue, called by the AWS SDK", () => {
  const { url: QueueUrl } = queueOf("jobs.fifo");
  let sqs: TestSqs;
  let number = 0;
  afterEach(() => sqs.close());

  const start = async (parts: Partial<Queue> = {}, ...others: Queue[]) => {
    sqs = await startTestSqs([queueOf("jobs.fifo", parts), ...others]);
  };
  const send = (
    MessageBody: string,
    MessageGroupId?: string,
    rest: Partial<SendMessageCommandInput> = {},
  ) =>
    sqs.client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody,
        MessageGroupId,
        MessageDeduplicationId: String(number++),
        ...rest,
      }),
    );
  const receive = async (MaxNumberOfMessages = 10) =>
    (
      await sqs.client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages,
          MessageSystemAttributeNames: ["All"],
        }),
      )
    ).Messages ?? [];
  const bodies = async (max?: number) => (await receive(max)).map(({ Body }) => Body);
  const remove = (ReceiptHandle: string | undefined) =>
    sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

  it("keeps the order within a group, and waits while one of the group is in flight", async () => {
    await start();
    await send("a1", "a");
    await send("a2", "a");
    await send("b1", "b");
    const [first, ...others] = await receive(1);
    deepEqual([first!.Body, others.length], ["a1", 0]);
    deepEqual(await bodies(), ["b1"]);
    await remove(first!.ReceiptHandle);
    deepEqual(await bodies(), ["a2"]);
    sqs.clock.advance(30_000);
    deepEqual(await bodies(), ["a2", "b1"]);
  });

  it("keeps a message whose receipt handle has expired", async () => {
    await start();
    await send("a1", "a");
    const [first] = await receive();
    sqs.clock.advance(30_000);
    const expired = {
      name: "InvalidParameterValue",
      message: /for parameter ReceiptHandle is invalid\. Reason: The receipt handle has expired\.$/,
    };
    await rejects(remove(first!.ReceiptHandle), expired);
    const [second] = await receive();
    await rejects(remove(first!.ReceiptHandle), expired);
    await remove(second!.ReceiptHandle);
    await remove(second!.ReceiptHandle);
    sqs.clock.advance(30_000);
    deepEqual(await receive(), []);
  });

  it("gives several messages of a group at once, in order", async () => {
    await start();
    for (const body of ["1", "2", "3"]) await send(body, "a");
    deepEqual(await bodies(), ["1", "2", "3"]);
  });

  it("tells group, deduplication ID and a growing sequence number", async () => {
    await start();
    const sent = await send("1", "a", { MessageDeduplicationId: "first" });
    const later = await send("2", "b");
    equal(BigInt(later.SequenceNumber!) > BigInt(sent.SequenceNumber!), true);
    const [message] = await receive(1);
    const { MessageGroupId, MessageDeduplicationId, SequenceNumber } = message!.Attributes!;
    deepEqual(
      [MessageGroupId, MessageDeduplicationId, SequenceNumber],
      ["a", "first", sent.SequenceNumber],
    );
    equal(sent.SequenceNumber!.length, 20);
  });

  it("takes a message with a deduplication ID once in five minutes", async () => {
    await start();
    const MessageDeduplicationId = "same";
    const first = await send("1", "a", { MessageDeduplicationId });
    const again = await send("2", "b", { MessageDeduplicationId });
    deepEqual([again.MessageId, again.SequenceNumber], [first.MessageId, first.SequenceNumber]);
    deepEqual(await bodies(), ["1"]);
    sqs.clock.advance(5 * 60_000);
    const late = await send("3", "b", { MessageDeduplicationId });
    notEqual(late.MessageId, first.MessageId);
    deepEqual(await bodies(), ["1", "3"]);
  });

  it("has the hash of a body as its deduplication ID, if the queue says so", async () => {
    await start({ contentBasedDeduplication: true });
    const MessageDeduplicationId = undefined;
    await send("1", "a", { MessageDeduplicationId });
    await send("1", "a", { MessageDeduplicationId });
    await send("2", "a", { MessageDeduplicationId });
    deepEqual(await bodies(), ["1", "2"]);
  });

  it("counts deduplication IDs in each group, if the queue says so", async () => {
    await start({ deduplicationScope: "messageGroup" });
    const MessageDeduplicationId = "same";
    await send("1", "a", { MessageDeduplicationId });
    await send("2", "a", { MessageDeduplicationId });
    await send("3", "b", { MessageDeduplicationId });
    deepEqual(await bodies(), ["1", "3"]);
  });

  it("goes on with a group whose message has become a dead letter", async () => {
    const letters = queueOf("letters.fifo");
    await start({ redrive: { targetArn: letters.arn, maxReceiveCount: 1 } }, letters);
    await send("1", "a");
    await send("2", "a");
    deepEqual(await bodies(1), ["1"]);
    sqs.clock.advance(30_000);
    deepEqual(await bodies(), ["2"]);
    deepEqual(
      sqs.service.queues.find(letters.arn)!.messages.map(({ body, groupId }) => [body, groupId]),
      [["1", "a"]],
    );
  });

  it("refuses what AWS refuses", async () => {
    await start();
    await rejects(send("1"), {
      name: "MissingParameter",
      message: "The request must contain the parameter MessageGroupId.",
    });
    await rejects(send("1", "a", { MessageDeduplicationId: undefined }), {
      message:
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    });
    await rejects(send("1", "a", { DelaySeconds: 5 }), {
      message:
        "Value 5 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
    });
    await rejects(send("1", "a b"), { name: "InvalidParameterValue" });
  });

  it("takes no batch in which a message has no group or no deduplication ID", async () => {
    await start();
    const whole = { Id: "0", MessageBody: "0", MessageGroupId: "a", MessageDeduplicationId: "0" };
    const batch = (parts: object) =>
      sqs.client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: [whole, { ...whole, Id: "1", ...parts }],
        }),
      );
    await rejects(batch({ MessageGroupId: undefined }), {
      name: "InvalidParameterValue",
      message: "The request must contain the parameter MessageGroupId.",
    });
    await rejects(batch({ MessageDeduplicationId: undefined }), {
      name: "InvalidParameterValue",
      message: /^The queue should either have ContentBasedDeduplication enabled/,
    });
    deepEqual(await receive(), []);
  });
});
