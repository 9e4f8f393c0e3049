import type { Answer, NoAnswer } from "../management/post";

/**
 * The outcome of a post, by the status of its answer:
 * - `gone`: no connection of this ID is open (410);
 * - `throttled`: too many requests, or a connection that does not read (429);
 * - `unsent`: the request did not leave whole, so it was not accepted;
 * - `uncertain`: the service failed (5xx) or no answer came; the message may have been delivered;
 * - `tooLarge`: the message is larger than 128 KB (413);
 * - `denied`: the role may not post; no attempt can succeed (403).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export type PostOutcome =
  | "sent"
  | "gone"
  | "throttled"
  | "unsent"
  | "uncertain"
  | "tooLarge"
  | "denied"
  | "failed";

export function outcomeOf(status: number): PostOutcome {
  if (status >= 200 && status < 300) return "sent";
  if (status >= 500) return "uncertain";
  switch (status) {
    case 403:
      return "denied";
    case 410:
      return "gone";
    case 413:
      return "tooLarge";
    case 429:
      return "throttled";
    default:
      return "failed";
  }
}

/**
 * Makes a post.
 * @returns its outcome, its answer if there was one, and the reason to log if it failed.
 */
export async function outcomeOfPost(
  post: () => Promise<Answer>,
): Promise<{ outcome: PostOutcome; answer?: Answer; reason: unknown }> {
  try {
    const answer = await post();
    const reason = `${answer.status} ${answer.errorType}`.trim();
    return { outcome: outcomeOf(answer.status), answer, reason };
  } catch (error) {
    const { isUnsent } = error as NoAnswer;
    return { outcome: isUnsent ? "unsent" : "uncertain", reason: error };
  }
}

/** The error for a broadcast that stopped at an answer after which no post can succeed. */
export function refusalError({ status, errorType }: Answer): Error {
  const answer = `${status} ${errorType}`.trim();
  const wayOut =
    status === 403 ? " Add manageConnections(stage) to the function's allow list." : "";
  return new Error(`The broadcast was stopped: API Gateway refuses posts with ${answer}.${wayOut}`);
}
