import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";

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
    async queue() {
      // As the AWS SDK asks SQS.
      const response = await fetch("https://sqs.us-east-1.amazonaws.com/", {
        method: "POST",
        headers: {
          "Content-Type": "application/x-amz-json-1.0",
          "X-Amz-Target": "AmazonSQS.SendMessage",
        },
        body: JSON.stringify({ QueueUrl: process.env.JOBS, MessageBody: "hi" }),
      });
      return response.text();
    },
  };
  return { statusCode: 200, body: await answers[ask]() };
}
