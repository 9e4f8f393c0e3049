import { hash } from "node:crypto";
import type { InvocationContext } from "../events";
import { startChunkSender } from "../fan-out/chunk-sender";
import type { SendChunk } from "../fan-out/invoke-fan-out";
import type { Progress } from "../fan-out/progress";
import type { Answer } from "../management/post";
import { startDelivery, type DeliveryArgs } from "./delivery";
import type { Audience, Recipient } from "./recipient";
import type { BroadcastSettings } from "./settings";
import type { BroadcastSummary } from "./summary";

export interface SendToAllArgs extends Pick<DeliveryArgs, "post"> {
  message: string;
  audience: Audience;
  /** Without it this invocation serves everyone of it, as far as its time allows. */
  sendChunk: SendChunk | undefined;
  /** What the IDs of chunks begin with: the same when the same event is handled again. */
  chunkId: string;
  /** How many invocations passed these connections on before. */
  hops: number;
  /** Of a chunk, which Lambda may deliver again. */
  progress?: Progress;
  settings: BroadcastSettings;
  context: InvocationContext;
}

export interface SentToAll extends BroadcastSummary {
  /** The answer that stopped the broadcast, because no further post could succeed. */
  refusal: Answer | undefined;
  /** Why some connections were not served, to be thrown by the caller. */
  shortfall: Error | undefined;
}

/** Kept back for sending chunks of the connections that there was no time for. */
const CHUNK_RESERVE_MS = 400;
const MAX_ATTEMPTS = 10;
const MAX_ATTEMPTS_OF_MANY = 40;
/** A chunk of the broadcasting function is cut again, into one for each of so many invocations. */
const INVOCATIONS_PER_CHUNK = 10;
/** After so many invocations without time for them, connections are given up. */
const MAX_HOPS = 10;

/**
 * Sends a message to everyone of an audience. This invocation serves as many connections as it should; the others, and those
 * that it has no time for, are passed to the function fan-out in chunks.
 */
export async function sendToAll(args: SendToAllArgs): Promise<SentToAll> {
  const { message, audience, post, progress } = args;
  const { settings, context, chunkId, hops } = args;
  const sendChunk = hops < MAX_HOPS ? args.sendChunk : undefined;
  const { connectionsPerInvocation } = settings;
  // Large chunks, which are cut again, leave the first invocation fewer to send.
  const maxConnections = connectionsPerInvocation * (hops === 0 ? INVOCATIONS_PER_CHUNK : 1);
  const startedMs = Date.now();
  const endMs = startedMs + context.getRemainingTimeInMillis() - CHUNK_RESERVE_MS;
  const delivery = startDelivery({
    ...{ post, endMs },
    forget: audience.remove,
    isStored: audience.has,
    onRepeat: progress?.repeating,
    onSettled: progress?.settled,
    // Invocations that run at once share the account's rate, and are throttled until they have slowed down.
    maxAttempts: hops === 0 ? MAX_ATTEMPTS : MAX_ATTEMPTS_OF_MANY,
    settings,
  });
  const chunkSender = (suffix: string) =>
    sendChunk &&
    startChunkSender({
      ...{ sendChunk, message, hops, maxConnections },
      chunkId: `${chunkId}${suffix}`,
      isSettled: progress?.isSettled,
    });
  const others = chunkSender("");
  const serve = async (recipients: Recipient[]) => {
    if (!progress) return delivery.add(recipients);
    const { postsPerRecord } = settings;
    for (let at = 0; at < recipients.length; at += postsPerRecord)
      await delivery.add(await progress.begin(recipients.slice(at, at + postsPerRecord)), 0);
  };
  const serving: Promise<void>[] = [];
  const counts = { listed: 0, pages: 0 };
  let share = others ? connectionsPerInvocation : Infinity;
  const read = async () => {
    for await (const page of audience.pages) {
      if (delivery.refusal()) return;
      if (Date.now() >= endMs) throw new Error("There was no time to read all connections.");
      counts.pages++;
      counts.listed += page.length;
      const served = serve(page.slice(0, share));
      // If it fails while chunks are sent, that is reported below.
      served.catch(() => undefined);
      serving.push(served);
      const rest = page.slice(share);
      share = Math.max(0, share - page.length);
      if (rest.length > 0) {
        // The first answer tells whether any post can succeed. If none can, no chunk is sent.
        await delivery.firstEnded();
        if (delivery.refusal()) await delivery.add(rest);
        else await others?.add(rest);
      }
      // Once its share is read, chunks are sent without waiting for its posts.
      if (share > 0) await served;
    }
  };
  const reading = await Promise.allSettled([read()]);
  const ofOthers = await others?.end();
  serving.push(serve(ofOthers?.refused ?? []));
  const unread = [...reading, ...(await Promise.allSettled(serving))].find(isRejected);
  const { left, refusal, ...delivered } = await delivery.end();
  const leftovers = refusal ? undefined : chunkSender(`/left/${digestOf(left)}`);
  await leftovers?.add(left);
  const ofLeftovers = await leftovers?.end();
  const refused = new Set(ofLeftovers?.refused.map(({ connectionId }) => connectionId));
  if (leftovers) for (const one of left) if (!refused.has(one.connectionId)) progress?.settled(one);

  const lost = left.length - (ofLeftovers?.passed ?? 0);
  return {
    ...counts,
    ...delivered,
    failed: delivered.failed + lost,
    passedToFanOut: (ofOthers?.passed ?? 0) + (ofLeftovers?.passed ?? 0),
    durationMs: Date.now() - startedMs,
    refusal,
    shortfall: (unread?.reason as Error | undefined) ?? (refusal ? undefined : lossOf(lost)),
  };
}

function lossOf(lost: number): Error | undefined {
  if (lost === 0) return undefined;
  return new Error(
    `There was no time for ${lost} connections, and they could not be passed to fan-out.`,
  );
}

function isRejected(result: PromiseSettledResult<void>): result is PromiseRejectedResult {
  return result.status === "rejected";
}

/** The same for the same recipients: a chunk of theirs that was accepted before is not sent again. */
function digestOf(recipients: Recipient[]): string {
  const ids = recipients.map(({ connectionId }) => connectionId);
  return hash("sha256", ids.join(), "base64url").slice(0, 16);
}
