import type { Answer, NoAnswer, Post, PostToConnections } from "./post";
import { postToConnections } from "./post-to-connections";

/** API Gateway's management API, by which a function sends to connections and closes them. */
export interface ManagementApi extends PostToConnections {
  /**
   * Sends one text message to one connection.
   * @throws an error for which `isGone` holds if the connection was closed.
   */
  post(connectionId: string, message: string): Promise<void>;
  /**
   * Closes one connection.
   * @throws an error for which `isGone` holds if it was closed before.
   */
  close(connectionId: string): Promise<void>;
}

const TIMEOUT_MS = 8000;
/** As the AWS SDK makes them. */
const MAX_ATTEMPTS = 3;
const MAX_RETRY_DELAY_MS = 200;

/** The management API at the address that the environment variable MANAGEMENT_ENDPOINT names. */
export function managementApi(): ManagementApi {
  const { prepare, close } = postToConnections();
  return {
    prepare,
    post: (connectionId, message) => succeed(prepare(message), connectionId),
    close: (connectionId) => succeed(close, connectionId),
  };
}

/**
 * Makes a request until it is answered with success. What may have been carried out is repeated once at most.
 * @throws an error with the name and the status of the last answer, or the reason why there was none.
 */
async function succeed(request: Post, connectionId: string): Promise<void> {
  let mayBeDone = false;
  for (let attempt = 1; ; attempt++) {
    const failure = await request(connectionId, TIMEOUT_MS).then(
      (answer) => ({ error: errorOf(answer), isRefused: answer.status < 500, ...answer }),
      (error: NoAnswer) => ({ error, isRefused: error.isUnsent === true, status: 429 }),
    );
    const { error, isRefused, status } = failure;
    if (!error) return;
    const isTemporary = status === 429 || status >= 500;
    if (!isTemporary || attempt === MAX_ATTEMPTS || (mayBeDone && !isRefused)) throw error;
    mayBeDone ||= !isRefused;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_RETRY_DELAY_MS));
  }
}

/** @returns what the AWS SDK would throw, or undefined for an answer that says that the request was carried out. */
function errorOf({ status, errorType }: Answer): Error | undefined {
  if (status >= 200 && status < 300) return undefined;
  const error = new Error(`API Gateway answered ${`${status} ${errorType}`.trim()}.`);
  return Object.assign(error, {
    name: errorType || "Error",
    $metadata: { httpStatusCode: status },
  });
}

/**
 * Whether the connection no longer exists (status 410).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export function isGone(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return name === "GoneException" || $metadata?.httpStatusCode === 410;
}
