import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

/** Tells what happened when it called a part of the program that is left out. */
const attempt = (work) =>
  work.then(
    () => "done",
    ({ name, message }) => `${name}: ${message}`,
  );

export async function handler({ body }) {
  const { ask } = JSON.parse(body);
  const answers = {
    environment: async () => `${process.env.POOL} ${process.env.PASSWORD}`,
    function: () => attempt(new LambdaClient({}).send(new InvokeCommand({ FunctionName: "slow" }))),
    queue: () =>
      attempt(
        new SQSClient({}).send(
          new SendMessageCommand({ QueueUrl: process.env.JOBS, MessageBody: "hi" }),
        ),
      ),
  };
  return { statusCode: 200, body: await answers[ask]() };
}
