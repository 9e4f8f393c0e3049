import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
} from "@aws-sdk/client-sqs";
import { JOBS_ARN, JOBS_URL, startJobs, type TestJobs } from "../support/sqs/queue-client";
import { queueOf } from "../support/sqs/queues";

describe("A standard queue, called by the AWS SDK", () => {
  const QueueUrl = JOBS_URL;
  let sqs: TestJobs;
  afterEach(() => sqs.close());
  const start = async (...args: Parameters<typeof startJobs>) => {
    sqs = await startJobs(...args);
  };

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
  it("gives back what is sent to it, with the digests of AWS's example", async () => {
    await start();
    const sent = await sqs.send("This is a test message");
    equal(sent.MD5OfMessageBody, "fafb00f5732ab283681e124bf8747ed1");
    equal(sent.MD5OfMessageAttributes, undefined);
    const [message, ...others] = await sqs.receive();
    deepEqual(others, []);
    equal(message!.MessageId, sent.MessageId);
    equal(message!.Body, "This is a test message");
    equal(message!.MD5OfBody, sent.MD5OfMessageBody);
    equal(message!.Attributes, undefined);
  });

  it("gives back message attributes that are asked for, which the SDK checks", async () => {
    await start();
    const MessageAttributes = {
      "order.city": { DataType: "String", StringValue: "Zürich" },
      "order.total": { DataType: "Number.int", StringValue: "7" },
      picture: { DataType: "Binary.png", BinaryValue: Buffer.from([0, 255]) },
    };
    const { MD5OfMessageAttributes } = await sqs.send("x", { MessageAttributes });
    const take = async (...MessageAttributeNames: string[]) => {
      const [message] = await sqs.receive({ MessageAttributeNames, VisibilityTimeout: 0 });
      return message!;
    };
    const all = await take("All");
    equal(all.MD5OfMessageAttributes, MD5OfMessageAttributes);
    deepEqual(Buffer.from(all.MessageAttributes!.picture!.BinaryValue!), Buffer.from([0, 255]));
    deepEqual(Object.keys((await take(".*")).MessageAttributes!), Object.keys(MessageAttributes));
    deepEqual(Object.keys((await take("order.*")).MessageAttributes!), [
      "order.city",
      "order.total",
    ]);
    equal((await take("picture", "none")).MessageAttributes!["order.city"], undefined);
    equal((await take()).MessageAttributes, undefined);
  });

  it("tells when a message came and how often it was received", async () => {
    await start();
    const sentAt = String(sqs.clock.now());
    await sqs.send("x");
    sqs.clock.advance(1000);
    const receivedAt = String(sqs.clock.now());
    await sqs.receive({ VisibilityTimeout: 0 });
    sqs.clock.advance(1000);
    const [message] = await sqs.receive({ MessageSystemAttributeNames: ["All"] });
    deepEqual(message!.Attributes, {
      ApproximateReceiveCount: "2",
      SentTimestamp: sentAt,
      SenderId: "",
      ApproximateFirstReceiveTimestamp: receivedAt,
    });
    const [again] = await sqs.receive({ AttributeNames: ["All"] });
    equal(again, undefined);
  });

  it("hides a message from others until its visibility timeout has passed", async () => {
    await start();
    await sqs.send("x");
    equal((await sqs.receive()).length, 1);
    sqs.clock.advance(29_999);
    equal((await sqs.receive()).length, 0);
    sqs.clock.advance(1);
    equal((await sqs.receive({ VisibilityTimeout: 5 })).length, 1);
    sqs.clock.advance(5000);
    equal((await sqs.receive()).length, 1);
  });

  it("deletes a message by the handle of its last receive", async () => {
    await start();
    await sqs.send("x");
    const [first] = await sqs.receive({ VisibilityTimeout: 0 });
    const [second] = await sqs.receive({ VisibilityTimeout: 0 });
    const remove = (ReceiptHandle = "") =>
      sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await remove(first!.ReceiptHandle);
    equal((await sqs.receive({ VisibilityTimeout: 0 })).length, 1);
    await remove(second!.ReceiptHandle);
    const [third] = await sqs.receive();
    await remove(third!.ReceiptHandle);
    // As often as you like.
    await remove(third!.ReceiptHandle);
    equal(sqs.all("sqs.delete").length, 1);
    equal((await sqs.attributes("All")).ApproximateNumberOfMessagesNotVisible, "0");
    await rejects(remove("nonsense"), { name: "ReceiptHandleIsInvalid" });
  });

  it("delivers a message after its delay, or the queue's", async () => {
    await start({ delaySeconds: 5 });
    await sqs.send("of the queue");
    await sqs.send("own", { DelaySeconds: 10 });
    await sqs.send("at once", { DelaySeconds: 0 });
    deepEqual(await sqs.bodies(), ["at once"]);
    equal((await sqs.attributes("All")).ApproximateNumberOfMessagesDelayed, "2");
    sqs.clock.advance(5000);
    deepEqual(await sqs.bodies(), ["of the queue"]);
    sqs.clock.advance(5000);
    deepEqual(await sqs.bodies(), ["own"]);
  });

  it("has a receiver wait for a message", async () => {
    await start();
    const waiting = sqs.clock.timerOf(20_000);
    const received = sqs.bodies({ WaitTimeSeconds: 20 });
    await waiting;
    await sqs.send("x");
    deepEqual(await received, ["x"]);
    const other = sqs.clock.timerOf(7000);
    const none = sqs.bodies({ WaitTimeSeconds: 7 });
    await other;
    sqs.clock.advance(7000);
    deepEqual(await none, []);
  });

  it("has a receiver wait as long as the queue says, also for a message that becomes visible", async () => {
    await start({ receiveWaitTimeSeconds: 15 });
    await sqs.send("x", { DelaySeconds: 10 });
    const waiting = sqs.clock.timerOf(15_000);
    const received = sqs.bodies();
    await waiting;
    sqs.clock.advance(10_000);
    deepEqual(await received, ["x"]);
  });

  it("moves a message that was received too often to its dead-letter queue", async () => {
    const letters = queueOf("letters");
    await start({ redrive: { targetArn: letters.arn, maxReceiveCount: 2 } }, letters);
    await sqs.send("x", { MessageAttributes: { a: { DataType: "String", StringValue: "1" } } });
    equal((await sqs.receive({ VisibilityTimeout: 0 })).length, 1);
    equal((await sqs.receive({ VisibilityTimeout: 0 })).length, 1);
    equal((await sqs.receive()).length, 0);
    const [letter] = await sqs.receive({
      QueueUrl: letters.url,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["DeadLetterQueueSourceArn", "ApproximateReceiveCount"],
    });
    equal(letter!.Body, "x");
    equal(letter!.MessageAttributes!.a!.StringValue, "1");
    deepEqual(letter!.Attributes, {
      ApproximateReceiveCount: "1",
      DeadLetterQueueSourceArn: JOBS_ARN,
    });
    const [entry] = sqs.all("sqs.deadLetter");
    deepEqual([entry!.queue, entry!.target, entry!.receiveCount], ["jobs", "letters", 2]);
    const sources = new ListDeadLetterSourceQueuesCommand({ QueueUrl: letters.url });
    deepEqual((await sqs.client.send(sources)).queueUrls, [QueueUrl]);
  });

  it("forgets a message after its retention period", async () => {
    await start({ retentionSeconds: 60 });
    await sqs.send("x");
    sqs.clock.advance(60_000);
    equal((await sqs.receive()).length, 0);
  });

  it("is purged, once a minute", async () => {
    await start();
    await sqs.send("x");
    const purge = () => sqs.client.send(new PurgeQueueCommand({ QueueUrl }));
    await purge();
    equal((await sqs.receive()).length, 0);
    await rejects(purge(), {
      name: "PurgeQueueInProgress",
      message: "Only one PurgeQueue operation on jobs is allowed every 60 seconds.",
    });
    sqs.clock.advance(60_000);
    await purge();
  });

  it("tells its attributes", async () => {
    await start({ policy: { Version: "2012-10-17", Statement: [] } });
    deepEqual(await sqs.attributes("VisibilityTimeout", "QueueArn"), {
      QueueArn: JOBS_ARN,
      VisibilityTimeout: "30",
    });
    const all = await sqs.attributes("All");
    equal(all.MaximumMessageSize, "1048576");
    equal(all.Policy, '{"Version":"2012-10-17","Statement":[]}');
    ok(!("FifoQueue" in all));
    await rejects(sqs.attributes("Colour"), { name: "InvalidAttributeName" });
  });

  it("is found by its name", async () => {
    await start({}, queueOf("other"));
    const found = await sqs.client.send(new GetQueueUrlCommand({ QueueName: "jobs" }));
    equal(found.QueueUrl, QueueUrl);
    const unknown = sqs.client.send(new GetQueueUrlCommand({ QueueName: "none" }));
    await rejects(unknown, {
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
    const listed = await sqs.client.send(new ListQueuesCommand({ QueueNamePrefix: "jo" }));
    deepEqual(listed.QueueUrls, [QueueUrl]);
  });

  it("keeps its messages when the program changes", async () => {
    await start();
    await sqs.send("x");
    sqs.service.queues.update({ queues: [queueOf("jobs", { visibilityTimeoutSeconds: 1 })] });
    equal((await sqs.receive()).length, 1);
    sqs.clock.advance(1000);
    equal((await sqs.receive()).length, 1);
    sqs.service.queues.update({ queues: [] });
    await rejects(sqs.receive(), { name: "QueueDoesNotExist" });
  });

  it("tells the journal what happens", async () => {
    await start();
    const { MessageId: messageId } = await sqs.send("hällo");
    const [message] = await sqs.receive();
    const { ReceiptHandle } = message!;
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl }));
    deepEqual(
      sqs.entries.map(({ time: _time, service: _service, ...rest }) => rest),
      [
        { event: "send", queue: "jobs", messageId, bytes: 6, body: "hällo", groupId: undefined },
        { event: "delete", queue: "jobs", messageId },
        { event: "purge", queue: "jobs", messages: 0 },
      ],
    );
    match(messageId!, /^[\da-f-]{36}$/);
  });
});
