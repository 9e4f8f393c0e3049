/** What DynamoDB answers: the status and the JSON body. */
export interface Answer {
  status: number;
  body: object;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
export function coralError(type: string, message?: string): Answer {
  return { status: 400, body: { __type: `com.amazon.coral.service#${type}`, message } };
}

export function validationError(message: string): Answer {
  const __type = "com.amazon.coral.validate#ValidationException";
  return { status: 400, body: { __type, message } };
}

// Unconfirmed [dynamodb-foreign-table]: the error for a table of another account or region, which no resource policy opens.
export function resourceNotFound(): Answer {
  const __type = "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException";
  return { status: 400, body: { __type, message: "Requested resource not found" } };
}

export function internalServerError(): Answer {
  const __type = "com.amazonaws.dynamodb.v20120810#InternalServerError";
  return { status: 500, body: { __type, message: "Internal server error" } };
}

/** What dynalite throws, or passes to a callback, for what DynamoDB refuses. Undefined if it failed otherwise. */
export function refusalOf(error: unknown): Answer | undefined {
  const { statusCode, body } = (error ?? {}) as { statusCode?: number; body?: object };
  return statusCode && body ? { status: statusCode, body } : undefined;
}
