import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type QueueAttributeName,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from "@aws-sdk/client-sqs";
import type { Queue } from "../../../src/model/queue-types";
import { queueOf, startTestSqs, type TestSqs } from "./queues";

/** SQS with the queue "jobs", called by the AWS SDK. */
export interface TestJobs extends TestSqs {
  send(
    body: string,
    input?: Partial<SendMessageCommandInput>,
  ): Promise<{
    MessageId?: string;
    MD5OfMessageBody?: string;
    MD5OfMessageAttributes?: string;
  }>;
  /** Up to ten messages. */
  receive(input?: Partial<ReceiveMessageCommandInput>): Promise<Message[]>;
  bodies(input?: Partial<ReceiveMessageCommandInput>): Promise<(string | undefined)[]>;
  attributes(...names: string[]): Promise<Partial<Record<string, string>>>;
}

export const { url: JOBS_URL, arn: JOBS_ARN } = queueOf("jobs");

export async function startJobs(parts: Partial<Queue> = {}, ...others: Queue[]): Promise<TestJobs> {
  const sqs = await startTestSqs([queueOf("jobs", parts), ...others]);
  const { client } = sqs;
  const QueueUrl = JOBS_URL;
  const receive = async (input: Partial<ReceiveMessageCommandInput> = {}) => {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...input });
    return (await client.send(command)).Messages ?? [];
  };
  return {
    ...sqs,
    receive,
    send: (MessageBody, input) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...input })),
    bodies: async (input) => (await receive(input)).map(({ Body }) => Body),
    async attributes(...names) {
      const command = { QueueUrl, AttributeNames: names as QueueAttributeName[] };
      return (await client.send(new GetQueueAttributesCommand(command))).Attributes ?? {};
    },
  };
}
