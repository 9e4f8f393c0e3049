import type { Connection, ConnectionStore } from "./connection-store";
import type { Route } from "./events";
import { isGone, type ManagementApi } from "./management-api";
import { parseInteger } from "./parse-integer";

/** Posts in flight at once: enough to hide the latency of one, few enough to keep memory flat. */
const POSTS_IN_FLIGHT = 50;

/** Milliseconds kept back from a wait, so that the broadcast after it can end in time. */
const BROADCAST_RESERVE_MS = 1000;

/**
 * `$default`: sends `Echo me: <message>` to everyone connected, the sender included. A message that is
 * an integer first waits that many seconds, so that one can watch the next event start another
 * execution environment.
 */
export function broadcast(store: ConnectionStore, gateway: ManagementApi): Route {
  return async (event, context) => {
    const message = event.body ?? "";
    const seconds = Math.max(0, parseInteger(message) ?? 0);
    const secondsLeft = (context.getRemainingTimeInMillis() - BROADCAST_RESERVE_MS) / 1000;
    if (seconds > secondsLeft) {
      const reason = `the function would time out; ${Math.max(0, Math.floor(secondsLeft))} is the most.`;
      const { connectionId, connectedAt } = event.requestContext;
      const sender = { connectionId, connectedAt };
      await postToOne(store, gateway, sender, `Cannot wait ${message} seconds: ${reason}`);
      return { statusCode: 400 };
    }
    if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const { sent, gone, failed } = await postToAll(store, gateway, `Echo me: ${message}`);
    console.log(`Broadcast: ${sent} sent, ${gone} gone, ${failed} failed.`);
    return { statusCode: 200 };
  };
}

/** Posts a message to every stored connection, a bounded number at a time, and forgets the gone. */
async function postToAll(store: ConnectionStore, gateway: ManagementApi, message: string) {
  const outcomes = { sent: 0, gone: 0, failed: 0 };
  const connections = eachOf(store.list());
  const postInTurn = async () => {
    for await (const connection of connections) {
      outcomes[await postToOne(store, gateway, connection, message)]++;
    }
  };
  const turns = await Promise.allSettled(Array.from({ length: POSTS_IN_FLIGHT }, postInTurn));
  // The list broke off; the posts that were on their way have ended.
  for (const turn of turns) if (turn.status === "rejected") throw turn.reason;
  return outcomes;
}

/** Posts to one connection. Never throws: one failing recipient does not stop the others. */
async function postToOne(
  store: ConnectionStore,
  gateway: ManagementApi,
  connection: Connection,
  message: string,
): Promise<"sent" | "gone" | "failed"> {
  const { connectionId } = connection;
  try {
    await gateway.post(connectionId, message);
    return "sent";
  } catch (error) {
    if (!isGone(error)) {
      console.error(`The message could not be sent to connection "${connectionId}".`, error);
      return "failed";
    }
  }
  try {
    await store.remove(connection);
  } catch (error) {
    console.error(`Connection "${connectionId}" is gone but could not be removed.`, error);
  }
  return "gone";
}

async function* eachOf(pages: AsyncIterable<Connection[]>): AsyncGenerator<Connection, void> {
  for await (const page of pages) yield* page;
}
