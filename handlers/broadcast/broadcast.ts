import {
  connectionEnder,
  recipientsIn,
  type MayReceive,
} from "../authorization/expired-connections";
import { hasExpired, identityOf } from "../authorization/identity";
import { broadcastSettings } from "./settings";
import type { Connection, ConnectionStore } from "../stores/connection-store";
import type { InvocationContext, Route } from "../events";
import type { SendChunk } from "../fan-out/invoke-fan-out";
import { messageLimit } from "../message-limit";
import { isGone, type ManagementApi } from "../management/management-api";
import { MAX_MESSAGE_BYTES } from "../management/post";
import { failureOf, messageSender } from "./message-sender";
import { parseInteger } from "../parse-integer";
import { outcomeOf } from "./post-outcome";

/** Kept back from a wait, so that the broadcast after it ends in time. */
const BROADCAST_RESERVE_MS = 1000;

/**
 * `$default`: sends `Echo me: <message>` to everyone connected, the sender included. If the message is an
 * integer, it first waits that many seconds: meanwhile, another event starts a second execution environment.
 * @param sendChunk passes on the connections that this invocation does not serve; without it, it serves all.
 * @param mayReceive limits a message to whom its sender may reach; without it, that is everyone.
 */
export function broadcast(
  store: Pick<ConnectionStore, "charge" | "has" | "list" | "remove">,
  gateway: ManagementApi,
  sendChunk?: SendChunk,
  settings = broadcastSettings(),
  mayReceive: MayReceive = () => true,
): Route {
  const end = connectionEnder(store, gateway);
  const tellSender = async (sender: Connection, text: string) => {
    try {
      await gateway.post(sender.connectionId, text);
    } catch (error) {
      if (isGone(error)) await store.remove(sender);
      else console.error(`Connection "${sender.connectionId}" could not be told: ${text}`, error);
    }
  };
  const send = messageSender(gateway, sendChunk, settings);
  const excessOf = messageLimit(store, settings.messagesPerSecond);
  return async (event, context) => {
    const { connectionId, connectedAt, requestTimeEpoch, authorizer } = event.requestContext;
    const sender = { connectionId, connectedAt };
    const identity = identityOf(authorizer);
    if (hasExpired(identity, Date.now())) {
      await end(sender);
      return { statusCode: 401 };
    }
    const body = event.body ?? "";
    const seconds = Math.max(0, parseInteger(body) ?? 0);
    // One that is too long is refused, and nobody waits.
    const waitSeconds = seconds > settings.longestWait ? 0 : seconds;
    const excess = await excessOf(sender, waitSeconds, requestTimeEpoch);
    if (excess !== "none") {
      const most = `a connection may send ${settings.messagesPerSecond} a second`;
      // Told once a second, so that a flood is not answered with another.
      if (excess === "first")
        await tellSender(sender, `Too many messages: ${most}. The others were not sent.`);
      return { statusCode: 429 };
    }
    const refusal = await waitIfAsked(body, seconds, context, settings.longestWait);
    if (refusal !== undefined) {
      await tellSender(sender, refusal);
      return { statusCode: 400 };
    }
    const message = `Echo me: ${body}`;
    const pages = recipientsIn(store.list(), (each) => mayReceive(each, identity, body), end);
    const audience = { pages, has: store.has, remove: store.remove };
    const result = await send({ what: "Broadcast", message, audience, context, connectionId });
    if (result.refusal && outcomeOf(result.refusal.status) === "tooLarge") {
      const bytes = Buffer.byteLength(message);
      const reason = `with "Echo me: " it has ${bytes} bytes; ${MAX_MESSAGE_BYTES} is the most.`;
      await tellSender(sender, `The message is too large: ${reason}`);
      return { statusCode: 413 };
    }
    const failure = failureOf(result);
    if (failure) throw failure;
    return { statusCode: 200 };
  };
}

/**
 * Waits as many seconds as the message asks for.
 * @returns a message for the sender if that is too long.
 */
async function waitIfAsked(
  body: string,
  seconds: number,
  context: InvocationContext,
  longestWait: number,
): Promise<string | undefined> {
  const secondsLeft = (context.getRemainingTimeInMillis() - BROADCAST_RESERVE_MS) / 1000;
  const most = Math.min(longestWait, Math.max(0, Math.floor(secondsLeft)));
  if (seconds > secondsLeft)
    return `Cannot wait ${body} seconds: the function would time out; ${most} is the most.`;
  if (seconds > longestWait) return `Cannot wait ${body} seconds: ${most} is the most.`;
  if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return undefined;
}
