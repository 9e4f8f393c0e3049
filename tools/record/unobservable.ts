const LOGS = "only CloudWatch shows it";
const INSIDE = "what a function or a target gets, and no answer shows";
const OTHER_SERVICE = "another service answers, which a stack's URL does not lead to";
const TOKEN = "needs a token of the user pool";
const DOMAIN = "needs a domain and its certificate";

/** Unconfirmed rows of docs/fidelity.md that no case can settle from outside, and why. */
export const UNOBSERVABLE: Record<string, string> = {
  "slow-reader-buffer": "the network holds a part that nobody knows",
  "selection-of-object": "needs a route key that API Gateway may not accept",
  "json-path": "needs a route key that API Gateway may not accept",
  "disconnect-throttling": INSIDE,
  "metric-message-count": LOGS,
  "metric-errors": LOGS,
  "access-log-integration": LOGS,
  "unmapped-path": DOMAIN,
  "http-domain-raw-path": DOMAIN,
  "http-token-scope": TOKEN,
  "dynamodb-foreign-table": OTHER_SERVICE,
  "dynamodb-body-no-object": OTHER_SERVICE,
  "dynamodb-null-in-list": OTHER_SERVICE,
  "dynamodb-token-reused": OTHER_SERVICE,
  "dynamodb-transaction-size": OTHER_SERVICE,
  "detail-depth": OTHER_SERVICE,
  "foreign-bus": OTHER_SERVICE,
  "sqs-signature-errors": OTHER_SERVICE,
  "sqs-system-attribute": OTHER_SERVICE,
  "dead-letter-codes": INSIDE,
  "dead-letter-code-of-error": INSIDE,
  "dead-letter-body": INSIDE,
  "filter-json-body": INSIDE,
  "event-expiry": "takes hours of retries, which no answer shows",
  "archive-names": INSIDE,
  "bootstrap-without-mode": "needs a function of another runtime",
  "iam-several-values": "needs a policy for each of its forms",
  "iam-colon-in-variable": "needs a policy for each of its forms",
};
