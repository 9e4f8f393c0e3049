import { HANDSHAKE_MS } from "../broadcast/next-step";
import { isGone, type ManagementApi } from "../management/management-api";
import type { Connection, ConnectionStore } from "../stores/connection-store";
import { hasExpired, type Identity } from "./identity";

/**
 * Decides who gets a message.
 * @param recipient who opened the connection, if an authorizer was asked.
 * @param sender who sends the message.
 */
export type MayReceive = (
  recipient: Identity | undefined,
  sender: Identity | undefined,
  message: string,
) => boolean;

/** The most connections that a broadcast closes, so that no message waits while many tokens expire together. */
export const MAX_ENDED = 100;

/**
 * Closes a connection whose token has expired, and removes it from the store. One that has not opened yet is closed by a
 * later message.
 */
export type EndConnection = (connection: Connection) => Promise<void>;

export function connectionEnder(
  store: Pick<ConnectionStore, "remove">,
  gateway: Pick<ManagementApi, "close">,
): EndConnection {
  return async (connection) => {
    const { connectionId } = connection;
    try {
      const wasOpen = await gateway.close(connectionId).then(
        () => true,
        (error: unknown) => {
          if (isGone(error)) return false;
          throw error;
        },
      );
      // Removed while it opens, it would stay open, and no message would find it to close.
      if (!wasOpen && Date.now() - connection.connectedAt < HANDSHAKE_MS) return;
      await store.remove(connection);
    } catch (error) {
      console.error(`Connection "${connectionId}", whose token has expired, stays open.`, error);
    }
  };
}

/**
 * Those of the connections that may get a message. The ones whose token has expired are closed meanwhile; those above
 * MAX_ENDED at the next message.
 */
export async function* recipientsIn(
  pages: AsyncIterable<Connection[]>,
  mayReceive: (recipient: Identity | undefined) => boolean,
  end: EndConnection,
): AsyncGenerator<Connection[], void> {
  const ending: Promise<void>[] = [];
  try {
    for await (const page of pages) {
      const nowMs = Date.now();
      yield page.filter((connection) => {
        const { identity } = connection;
        const isExpired = hasExpired(identity, nowMs);
        if (isExpired && ending.length < MAX_ENDED) ending.push(end(connection));
        return !isExpired && mayReceive(identity);
      });
    }
  } finally {
    await Promise.all(ending);
  }
}
