import { equal, rejects } from "node:assert/strict";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import { JOBS_URL, startJobs, type TestJobs } from "../support/sqs/queue-client";

describe("The visibility timeout of a message", () => {
  const QueueUrl = JOBS_URL;
  let sqs: TestJobs;
  beforeEach(async () => {
    sqs = await startJobs();
  });
  afterEach(() => sqs.close());

  it("is changed by who has received it", async () => {
    await sqs.send("x");
    const [message] = await sqs.receive();
    const { ReceiptHandle } = message!;
    const change = (VisibilityTimeout: number) =>
      sqs.client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }),
      );
    await change(60);
    sqs.clock.advance(59_999);
    equal((await sqs.receive()).length, 0);
    await change(0);
    equal((await sqs.receive()).length, 1);
    await rejects(change(43_201), { name: "InvalidParameterValue" });
  });

  it("stays as it is once it has passed, once others have the message, and once it is gone", async () => {
    await sqs.send("x");
    const change = (ReceiptHandle?: string) =>
      sqs.client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 60 }),
      );
    const [first] = await sqs.receive();
    sqs.clock.advance(30_000);
    await change(first!.ReceiptHandle);
    const [second] = await sqs.receive();
    const refused = ({ ReceiptHandle }: Message) => ({
      name: "InvalidParameterValue",
      message: `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    });
    await rejects(change(first!.ReceiptHandle), refused(first!));
    await sqs.client.send(
      new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second!.ReceiptHandle }),
    );
    await rejects(change(second!.ReceiptHandle), refused(second!));
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
  it("is twelve hours at most since the message was received", async () => {
    await sqs.send("x");
    const [{ ReceiptHandle }] = (await sqs.receive()) as [Message];
    const hide = (VisibilityTimeout: number) =>
      sqs.client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }),
      );
    await hide(43_200);
    sqs.clock.advance("1h");
    await hide(39_600);
    await rejects(hide(39_601), {
      name: "InvalidParameterValue",
      message:
        "Value 39601 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
    });
    await hide(0);
    equal((await sqs.receive({ VisibilityTimeout: 43_200 })).length, 1);
  });
});
