import type { InvocationContext } from "../events";
import type { SendChunk } from "../fan-out/invoke-fan-out";
import type { PostToConnections } from "../management/post";
import type { Audience } from "./recipient";
import { refusalError } from "./post-outcome";
import { sendToAll, type SentToAll } from "./send-to-all";
import type { BroadcastSettings } from "./settings";
import { logSummary } from "./summary";

/** A message, and whom it is for. */
export interface Sending {
  /** What the log calls it. */
  what: string;
  message: string;
  audience: Audience;
  context: InvocationContext;
  /** Who sends it, for the log. */
  connectionId?: string | undefined;
  /** What the IDs of its chunks begin with, different for each message. By default, the ID of the invocation. */
  chunkId?: string;
}

/** Sends a message, and logs what became of it. It does not throw: `failureOf` tells what went wrong. */
export type SendMessage = (sending: Sending) => Promise<SentToAll>;

/**
 * Sends messages to any audience: everyone, or the members of a room.
 * @param sendChunk passes on the connections that this invocation does not serve; without it, it serves all.
 */
export function messageSender(
  gateway: PostToConnections,
  sendChunk: SendChunk | undefined,
  settings: BroadcastSettings,
): SendMessage {
  return async (sending) => {
    const { what, message, audience, context, connectionId } = sending;
    const { awsRequestId: requestId } = context;
    const { chunkId = requestId } = sending;
    const post = gateway.prepare(message);
    const common = { message, audience, post, sendChunk, settings, context };
    const result = await sendToAll({ ...common, chunkId, hops: 0 });
    logSummary({ what, requestId, connectionId }, result);
    return result;
  };
}

/** Why some whom a message is for were not served, to be thrown; undefined if all were. */
export function failureOf({ refusal, shortfall }: SentToAll): Error | undefined {
  return refusal ? refusalError(refusal) : shortfall;
}
