import { Refusal } from "../lambda/invoke/refusal";
import { SqsError } from "../sqs/errors";

/** Why a target did not get an event. */
export interface Failure {
  /** As EventBridge names it. */
  code: string;
  message: string;
  /** Whether a later attempt may succeed. */
  isRetriable: boolean;
}

/**
 * What an error of a target means to EventBridge.
 * Unconfirmed [dead-letter-code-of-error]: which of the codes of a dead-letter queue stands for an error of SQS or Lambda.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 * @throws the error if it is none of a target.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) {
    const { status, message } = error;
    if (status === 404) return { code: "NO_RESOURCE", message, isRetriable: false };
    const isRetriable = status === 429;
    return { code: isRetriable ? "THROTTLING" : "INVALID_PARAMETER", message, isRetriable };
  }
  if (!(error instanceof SqsError)) throw error;
  const { code, message } = error;
  if (code.endsWith(".OverLimit"))
    return { code: "RESOURCE_LIMIT_EXCEEDED", message, isRetriable: true };
  return { code: "INVALID_PARAMETER", message, isRetriable: false };
}
