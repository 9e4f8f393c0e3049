import type { Throttle } from "../model/model";

/**
 * Quotas of WebSocket APIs. Only the rates can be raised.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
export const MAX_MESSAGE_BYTES = 128 * 1024;
export const MAX_FRAME_BYTES = 32 * 1024;
export const IDLE_TIMEOUT_MS = 10 * 60 * 1000;
export const MAX_CONNECTION_MS = 2 * 60 * 60 * 1000;
export const MAX_URL_LENGTH = 4096;

/** New connections for each account and Region. */
export const CONNECT_THROTTLE = { rateLimit: 500, burstLimit: 500 };

/** Requests of every kind for each account and Region: AWS raises this on request. */
export const ACCOUNT_REQUESTS_PER_SECOND = 10_000;

/** API Gateway derives the burst from the rate: half of it at the default rate. */
export function accountThrottle(requestsPerSecond: number): Throttle {
  return { rateLimit: requestsPerSecond, burstLimit: Math.max(1, requestsPerSecond / 2) };
}

/** The maximum timeout of an integration, and the timeout of an authorizer. */
export const MAX_INTEGRATION_MS = 29_000;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const MAX_AUTHORIZER_RESULT_BYTES = 8 * 1024;

// Unconfirmed [slow-reader-buffer]: how much is buffered for a connection that does not read; here 4 MB.
/** How much is buffered for a connection that does not read. Posts beyond that get 429. */
export const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

/**
 * Quotas of HTTP APIs.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export const MAX_HTTP_BODY_BYTES = 10 * 1024 * 1024;
/** The request line and the headers' values together. */
export const MAX_HTTP_HEAD_BYTES = 10_240;
/** The timeout of a Lambda authorizer. */
export const HTTP_AUTHORIZER_MS = 10_000;
