import { randomUUID } from "node:crypto";

/** A message in an SQS queue. */
export interface QueueMessage {
  messageId: string;
  body: string;
  /** Message attributes. Only dead letters have them. */
  attributes: Record<string, string>;
}

/** The outcome of an asynchronous invocation. */
export interface InvocationRecord {
  condition: "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";
  requestId: string;
  /** Includes the alias or version, if one was asked for. */
  functionArn: string;
  invokeCount: number;
  requestPayload: string;
  /** The function's last response; undefined if it was never invoked. */
  answer: { payload: string; functionError?: string } | undefined;
  nowMs: number;
}

/** The SQS queues that asynchronous invocations send to. Each is a list. */
export class Queues {
  readonly #messages = new Map<string, QueueMessage[]>();

  send(queueArn: string, body: string, attributes: Record<string, string> = {}): void {
    const messages = this.#messages.get(queueArn) ?? [];
    messages.push({ messageId: randomUUID(), body, attributes });
    this.#messages.set(queueArn, messages);
  }

  /** The messages of a queue, in order. */
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
  // Only an event that was throttled on every attempt has no response.
  return { RequestID: requestId, ErrorCode: answer ? "200" : "429", ErrorMessage };
}

/** Adds the version to an ARN without one. */
function qualified(functionArn: string): string {
  return functionArn.split(":").length > 7 ? functionArn : `${functionArn}:$LATEST`;
}
