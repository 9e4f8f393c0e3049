import type { Denial } from "../../iam/access/access";
import { UserError } from "../../shared/errors";

type Errors = Record<string, Denial>;

const DYNAMODB = "com.amazonaws.dynamodb.v20120810#";

function ofDynamoDb(type: string, message: string, status = 400): Errors {
  return { [type]: { status, type: `${DYNAMODB}${type}`, message } };
}

/** By the prefix of an IAM action: AWS's errors that are worth a test. */
const ERRORS: Record<string, Errors> = {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  dynamodb: {
    ...ofDynamoDb(
      "ProvisionedThroughputExceededException",
      "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
    ),
    ...ofDynamoDb(
      "ThrottlingException",
      "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.",
    ),
    ...ofDynamoDb(
      "RequestLimitExceeded",
      "Throughput exceeds the current throughput limit for your account.",
    ),
    ...ofDynamoDb("ConditionalCheckFailedException", "The conditional request failed"),
    ...ofDynamoDb("TransactionConflictException", "Transaction is ongoing for the item"),
    ...ofDynamoDb("ItemCollectionSizeLimitExceededException", "Collection size exceeded."),
    ...ofDynamoDb("ResourceNotFoundException", "Requested resource not found"),
    ...ofDynamoDb("InternalServerError", "Internal server error", 500),
  },
  // https://docs.aws.amazon.com/apigatewaymanagementapi/latest/APIReference/API_PostToConnection.html
  "execute-api": {
    GoneException: { status: 410, type: "GoneException", message: "" },
    LimitExceededException: {
      status: 429,
      type: "LimitExceededException",
      message: "Too Many Requests",
    },
    ForbiddenException: { status: 403, type: "ForbiddenException", message: "Forbidden" },
    InternalServerErrorException: {
      status: 500,
      type: "InternalServerErrorException",
      message: "Internal server error",
    },
  },
  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
  lambda: {
    TooManyRequestsException: {
      status: 429,
      type: "TooManyRequestsException",
      message: "Rate Exceeded.",
      reason: "ConcurrentInvocationLimitExceeded",
    },
    ServiceException: {
      status: 500,
      type: "ServiceException",
      message: "Service encountered an internal error.",
    },
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
  sqs: {
    RequestThrottled: { status: 400, type: "RequestThrottled", message: "Rate exceeded" },
    OverLimit: { status: 403, type: "OverLimit", message: "Too many messages are in flight." },
    QueueDoesNotExist: {
      status: 400,
      type: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    },
    InternalFailure: {
      status: 500,
      type: "InternalFailure",
      message: "We encountered an internal error. Please try again.",
    },
  },
};

/**
 * AWS's answer to a call that fails.
 * @param action for example `dynamodb:PutItem`.
 * @param type for example `ThrottlingException`; the service's usual way to fail if not given.
 * @throws UserError for an error that the service does not have.
 */
export function awsError(action: string, type?: string): Denial {
  const errors = ERRORS[action.split(":", 1)[0]!]!;
  const found = errors[type ?? USUAL[action.split(":", 1)[0]!]!];
  if (found) return found;
  const known = Object.keys(errors)
    .map((name) => `"${name}"`)
    .join(", ");
  throw new UserError("USAGE", `"${type}" is no error of ${action}. Choose one of ${known}.`);
}

const USUAL: Record<string, string> = {
  dynamodb: "InternalServerError",
  "execute-api": "InternalServerErrorException",
  lambda: "ServiceException",
  sqs: "InternalFailure",
};
