import { connectionEnder, recipientsIn } from "../authorization/expired-connections";
import { hasExpired, type Identity } from "../authorization/identity";
import { failureOf, messageSender } from "../broadcast/message-sender";
import { broadcastSettings } from "../broadcast/settings";
import type { InvocationContext } from "../events";
import type { SendChunk } from "../fan-out/invoke-fan-out";
import { isGone, type ManagementApi } from "../management/management-api";
import type { ConnectionStore } from "../stores/connection-store";
import { publicationsIn, type Publication } from "./publication";

/** What became of the publications of an event. */
export interface Published {
  /** Connections that were sent a message. */
  sent: number;
  /** Connections that were gone, and the one that was named, if its token has expired. */
  gone: number;
  failed: number;
  /** Connections that the function fan-out serves. */
  passedToFanOut: number;
}

/**
 * Sends what other systems have to say: to everyone, to a user or to one connection.
 * @param sendChunk passes on the connections that this invocation does not serve; without it, it serves all.
 */
export function publish(
  store: Pick<ConnectionStore, "find" | "has" | "list" | "remove">,
  gateway: ManagementApi,
  sendChunk?: SendChunk,
  settings = broadcastSettings(),
) {
  const end = connectionEnder(store, gateway);
  const send = messageSender(gateway, sendChunk, settings);

  const sendToOne = async (connectionId: string, message: string): Promise<Published> => {
    const connection = await store.find(connectionId);
    if (connection && hasExpired(connection.identity, Date.now())) {
      await end(connection);
      return { ...NOTHING, gone: 1 };
    }
    try {
      await gateway.post(connectionId, message);
      return { ...NOTHING, sent: 1 };
    } catch (error) {
      if (isGone(error)) return { ...NOTHING, gone: 1 };
      throw error;
    }
  };

  const sendTo = async (
    { message, user }: Publication,
    chunkId: string,
    context: InvocationContext,
  ): Promise<Published> => {
    const mayReceive = (identity: Identity | undefined) =>
      user === undefined || identity?.principalId === user;
    const pages = recipientsIn(store.list(), mayReceive, end);
    const audience = { pages, has: store.has, remove: store.remove };
    const result = await send({ what: "Publication", message, audience, context, chunkId });
    const failure = failureOf(result);
    if (failure) throw failure;
    const { sent, gone, failed, passedToFanOut } = result;
    return { sent, gone, failed, passedToFanOut };
  };

  return async (event: unknown, context: InvocationContext): Promise<Published> => {
    // All are read before the first is sent.
    const publications = publicationsIn(event);
    const total = { ...NOTHING };
    for (const [place, publication] of publications.entries()) {
      const { connectionId, message } = publication;
      const published =
        connectionId === undefined
          ? await sendTo(publication, `${context.awsRequestId}/${place}`, context)
          : await sendToOne(connectionId, message);
      total.sent += published.sent;
      total.gone += published.gone;
      total.failed += published.failed;
      total.passedToFanOut += published.passedToFanOut;
    }
    return total;
  };
}

const NOTHING: Published = { sent: 0, gone: 0, failed: 0, passedToFanOut: 0 };
