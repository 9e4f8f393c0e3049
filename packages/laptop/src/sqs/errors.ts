/**
 * An error of SQS, as both protocols write it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
export class SqsError extends Error {
  constructor(
    /** In JSON, for example `com.amazonaws.sqs#QueueDoesNotExist`. */
    readonly type: string,
    /** In XML and in the header x-amzn-query-error. */
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export function missing(parameter: string): SqsError {
  return new SqsError(
    "com.amazon.coral.service#MissingRequiredParameterException",
    "MissingParameter",
    `The request must contain the parameter ${parameter}.`,
  );
}

export function invalid(message: string): SqsError {
  return new SqsError(
    "com.amazon.coral.service#InvalidParameterValueException",
    "InvalidParameterValue",
    message,
  );
}

/** @param reason for example `Must be between 1 and 10, if provided.` */
export function invalidValue(parameter: string, value: unknown, reason: string): SqsError {
  const shown = typeof value === "object" ? "of another type" : String(value).slice(0, 100);
  return invalid(`Value ${shown} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

/** An error of SQS's own. @param name for example `EmptyBatchRequest`. */
export function ownError(name: string, message: string, status?: number): SqsError {
  const code = `AWS.SimpleQueueService.${name}`;
  return new SqsError(`com.amazonaws.sqs#${name}`, code, message, status);
}

export function noQueue(): SqsError {
  return new SqsError(
    "com.amazonaws.sqs#QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
    "The specified queue does not exist.",
  );
}

export function noReceiptHandle(handle: string): SqsError {
  return new SqsError(
    "com.amazonaws.sqs#ReceiptHandleIsInvalid",
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle.slice(0, 100)}" is not a valid receipt handle.`,
  );
}

/** @returns what SQS says against it; undefined if it does it. */
export function refusalOf(call: () => void): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    return error.message;
  }
}
