import { randomUUID } from "node:crypto";

/** A message in a queue (SQS). */
export interface QueueMessage {
  messageId: string;
  body: string;
  /** Message attributes, which only dead letters have. */
  attributes: Record<string, string>;
}

/** What a record of an asynchronous invocation is made of. */
export interface InvocationRecord {
  condition: "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";
  requestId: string;
  /** As it was asked for: with the alias or version, if there was one. */
  functionArn: string;
  invokeCount: number;
  requestPayload: string;
  /** What the function answered last, if it was ever invoked. */
  answer: { payload: string; functionError?: string } | undefined;
  nowMs: number;
}

/** The queues that asynchronous invocations end in, as lists. */
export class Queues {
  readonly #messages = new Map<string, QueueMessage[]>();

  send(queueArn: string, body: string, attributes: Record<string, string> = {}): void {
    const messages = this.#messages.get(queueArn) ?? [];
    messages.push({ messageId: randomUUID(), body, attributes });
    this.#messages.set(queueArn, messages);
  }

  /** What was sent to a queue, in order. */
  messages(queueArn: string): readonly QueueMessage[] {
    return this.#messages.get(queueArn) ?? [];
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export function recordOf(record: InvocationRecord): string {
  const { condition, requestId, functionArn, invokeCount, requestPayload, answer, nowMs } = record;
  return JSON.stringify({
    version: "1.0",
    timestamp: new Date(nowMs).toISOString(),
    requestContext: {
      requestId,
      functionArn: qualified(functionArn),
      condition,
      approximateInvokeCount: invokeCount,
    },
    requestPayload: JSON.parse(requestPayload) as unknown,
    ...(answer && {
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        ...(answer.functionError && { functionError: answer.functionError }),
      },
      responsePayload: JSON.parse(answer.payload) as unknown,
    }),
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
export function deadLetterAttributes({ requestId, answer }: InvocationRecord) {
  const error = JSON.parse(answer?.payload ?? "{}") as { errorMessage?: string };
  const ErrorMessage = Buffer.from(error.errorMessage ?? "")
    .subarray(0, 1024)
    .toString("utf8");
  // Only an event that was throttled all along has no answer.
  return { RequestID: requestId, ErrorCode: answer ? "200" : "429", ErrorMessage };
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME` becomes one of the version that it leads to. */
function qualified(functionArn: string): string {
  return functionArn.split(":").length > 7 ? functionArn : `${functionArn}:$LATEST`;
}
