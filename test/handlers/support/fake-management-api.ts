import type { ManagementApi } from "../../../handlers/management/management-api";

export interface FakeManagementApi extends ManagementApi {
  /** What was posted, in order. */
  readonly posts: { connectionId: string; message: string }[];
  /** Whom a message was posted to, in alphabetical order. */
  readonly recipients: string[];
  /** What was closed, in order. */
  readonly closed: string[];
  /** The most posts that were under way at once. */
  readonly mostInFlight: number;
}

/**
 * A management API that remembers what is posted.
 * @param errors what a post to a connection throws, or closing it, by connection ID. Where the AWS SDK would throw an
 * error of the service, a prepared post answers it.
 */
export function fakeManagementApi(errors: Record<string, unknown> = {}): FakeManagementApi {
  const posts: { connectionId: string; message: string }[] = [];
  const closed: string[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const post = async (connectionId: string, message: string) => {
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    // An answer takes at least one turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    inFlight--;
    if (connectionId in errors) throw errors[connectionId];
    posts.push({ connectionId, message });
  };
  return {
    posts,
    get recipients() {
      return posts.map(({ connectionId }) => connectionId).sort();
    },
    get mostInFlight() {
      return mostInFlight;
    },
    closed,
    post,
    async close(connectionId) {
      if (connectionId in errors) throw errors[connectionId];
      closed.push(connectionId);
    },
    prepare: (message) => async (connectionId) => {
      try {
        await post(connectionId, message);
      } catch (error) {
        const { name, $metadata } = error as SdkError;
        if ($metadata) return { status: $metadata.httpStatusCode, errorType: name };
        throw error;
      }
      return { status: 200, errorType: "" };
    },
  };
}

interface SdkError extends Error {
  $metadata?: { httpStatusCode: number };
}

/** An error as the AWS SDK throws it. */
export function sdkError(name: string, httpStatusCode: number): SdkError {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}
