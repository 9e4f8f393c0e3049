import type { Answer, NoAnswer, Post } from "../../../handlers/management/post";

/** What happens to one post. */
export type Fault = "throttled" | "unsent" | "lostBefore" | "lostAfter" | "error5xx";

/** One connection, as API Gateway holds it. */
export interface GatewayConnection {
  /** Posts to it that find its handshake unfinished. */
  postsBeforeOpen: number;
  isOpen: boolean;
  /** What happens to the posts that find it open, one after the other; later ones succeed. */
  faults: Fault[];
  /** How often it was sent the message. */
  copies: number;
  /** Posts whose answer was lost, on the way there or back. */
  lostAnswers: number;
}

export function connectionOf(given: Partial<GatewayConnection> = {}): GatewayConnection {
  const none = { postsBeforeOpen: 0, isOpen: true, copies: 0, lostAnswers: 0 };
  return { ...none, ...given, faults: [...(given.faults ?? [])] };
}

/** API Gateway's side of posts, with faults. */
export function flakyGateway(
  connections: Map<string, GatewayConnection>,
  onPost: (connectionId: string) => void = () => undefined,
): Post {
  return async (connectionId) => {
    onPost(connectionId);
    await new Promise((resolve) => setImmediate(resolve));
    const connection = connections.get(connectionId);
    if (!connection?.isOpen || connection.postsBeforeOpen-- > 0) return answer(410);
    const fault = connection.faults.shift();
    if (fault === "throttled") return answer(429);
    if (fault === "unsent") throw noAnswer({ isUnsent: true });
    if (fault === "lostBefore" || fault === "error5xx" || fault === "lostAfter")
      connection.lostAnswers++;
    if (fault === "lostBefore") throw noAnswer({ isUnsent: false });
    if (fault === "error5xx") return answer(502);
    connection.copies++;
    if (fault === "lostAfter") throw noAnswer({ isUnsent: false });
    return answer(200);
  };
}

function answer(status: number): Answer {
  return { status, errorType: "" };
}

function noAnswer(about: Partial<NoAnswer>): NoAnswer {
  return Object.assign(new Error("read ECONNRESET"), about);
}
