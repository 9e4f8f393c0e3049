import type { BroadcastSettings } from "./settings";
import type { BroadcastSummary } from "./summary";
import type { Connection } from "../stores/connection-store";
import { startDelivery } from "./delivery";
import type { InvocationContext } from "../events";
import type { SendChunk } from "../fan-out/invoke-fan-out";
import { startChunkSender } from "../fan-out/chunk-sender";
import type { Answer, Post } from "../management/post";

export interface SendToAllArgs {
  message: string;
  /** The connections to send to, page by page. */
  pages: AsyncIterable<Connection[]>;
  /** Posts the message to one connection. */
  post: Post;
  /** Removes a connection that is gone. */
  forget(connection: Connection): Promise<void>;
  /** Without it this invocation serves every connection, as far as its time allows. */
  sendChunk: SendChunk | undefined;
  /** What the IDs of chunks begin with: the same when the same event is handled again. */
  chunkId: string;
  /** How many invocations passed these connections on before. */
  hops: number;
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
 * Sends a message to everyone. This invocation serves as many connections as it should; the others, and those
 * that it has no time for, are passed to the function fan-out in chunks.
 */
export async function sendToAll(args: SendToAllArgs): Promise<SentToAll> {
  const { message, pages, post, forget, settings, context, chunkId, hops } = args;
  const sendChunk = hops < MAX_HOPS ? args.sendChunk : undefined;
  const { connectionsPerInvocation } = settings;
  // Large chunks, which are cut again, leave the first invocation fewer to send.
  const maxConnections = connectionsPerInvocation * (hops === 0 ? INVOCATIONS_PER_CHUNK : 1);
  const startedMs = Date.now();
  const endMs = startedMs + context.getRemainingTimeInMillis() - CHUNK_RESERVE_MS;
  const delivery = startDelivery({
    post,
    forget,
    endMs,
    // Invocations that run at once share the account's rate, and are throttled until they have slowed down.
    maxAttempts: hops === 0 ? MAX_ATTEMPTS : MAX_ATTEMPTS_OF_MANY,
    settings,
  });
  const chunkSender = (suffix: string) =>
    sendChunk &&
    startChunkSender({
      ...{ sendChunk, message, hops, maxConnections },
      chunkId: `${chunkId}${suffix}`,
    });
  const others = chunkSender("");
  const counts = { listed: 0, pages: 0 };
  let share = others ? connectionsPerInvocation : Infinity;
  const read = async () => {
    for await (const page of pages) {
      if (delivery.refusal()) return undefined;
      if (Date.now() >= endMs) return new Error("There was no time to read all connections.");
      counts.pages++;
      counts.listed += page.length;
      const served = delivery.add(page.slice(0, share));
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
    return undefined;
  };
  const unread = await read().catch((error: unknown) => error as Error);
  const ofOthers = await others?.end();
  await delivery.add(ofOthers?.refused ?? []);
  const { left, refusal, ...delivered } = await delivery.end();
  const leftovers = refusal ? undefined : chunkSender("/left");
  await leftovers?.add(left);
  const ofLeftovers = await leftovers?.end();

  const lost = left.length - (ofLeftovers?.passed ?? 0);
  return {
    ...counts,
    ...delivered,
    failed: delivered.failed + lost,
    passedToFanOut: (ofOthers?.passed ?? 0) + (ofLeftovers?.passed ?? 0),
    durationMs: Date.now() - startedMs,
    refusal,
    shortfall: unread ?? (refusal ? undefined : lossOf(lost)),
  };
}

function lossOf(lost: number): Error | undefined {
  if (lost === 0) return undefined;
  return new Error(
    `There was no time for ${lost} connections, and they could not be passed to fan-out.`,
  );
}
