import type { BroadcastSettings } from "./settings";
import type { BroadcastSummary } from "./summary";
import type { Connection, ConnectionStore } from "../stores/connection-store";
import { startDelivery } from "./delivery";
import type { InvocationContext } from "../events";
import type { HandOn } from "../fan-out/invoke-fan-out";
import { startHandover } from "../fan-out/chunk-sender";
import type { Answer, PostToConnections } from "../management/post";

export interface SendToAllArgs {
  message: string;
  /** Whom to send to, page by page. */
  pages: AsyncIterable<Connection[]>;
  store: ConnectionStore;
  gateway: PostToConnections;
  /** Without it this invocation serves everyone, as far as its time allows. */
  handOn: HandOn | undefined;
  /** What the IDs of chunks begin with: the same when the same event is handled again. */
  chunkId: string;
  /** How many invocations have handed these connections on. */
  handedOn: number;
  settings: BroadcastSettings;
  context: InvocationContext;
}

export interface SentToAll extends BroadcastSummary {
  /** The answer after which the message was sent to nobody else, if there was one. */
  refusal: Answer | undefined;
  /** Why not everyone was served, if so. It must not pass unseen. */
  shortfall: Error | undefined;
}

/** Kept back for handing on what there was no time for. */
const HAND_ON_MS = 400;
const MAX_ATTEMPTS = 10;
const MAX_ATTEMPTS_OF_MANY = 40;
/** A chunk of a broadcast is for so many invocations. */
const INVOCATIONS_PER_CHUNK = 10;
/** Connections that so many invocations had no time for are given up. */
const MOST_HANDED_ON = 10;

/**
 * Sends a message to everyone: to as many as one invocation should serve by itself, and to the rest, and
 * to those there is no time for, through other invocations.
 */
export async function sendToAll(args: SendToAllArgs): Promise<SentToAll> {
  const { message, pages, store, gateway, settings, context, chunkId, handedOn } = args;
  const handOn = handedOn < MOST_HANDED_ON ? args.handOn : undefined;
  const { connectionsPerInvocation } = settings;
  // Whoever gets a large chunk hands most of it on, so that the first has fewer to invoke.
  const most = connectionsPerInvocation * (handedOn === 0 ? INVOCATIONS_PER_CHUNK : 1);
  const startedMs = Date.now();
  const endMs = startedMs + context.getRemainingTimeInMillis() - HAND_ON_MS;
  const delivery = startDelivery({
    post: gateway.prepare(message),
    forget: (connection) => store.remove(connection),
    endMs,
    // Many invocations at once are throttled as long as they share what the account may post.
    maxAttempts: handedOn === 0 ? MAX_ATTEMPTS : MAX_ATTEMPTS_OF_MANY,
    settings,
  });
  const handoverOf = (suffix: string) =>
    handOn &&
    startHandover({
      ...{ handOn, message, handedOn, most },
      chunkId: `${chunkId}${suffix}`,
    });
  const handover = handoverOf("");
  const counts = { listed: 0, pages: 0 };
  let share = handover ? connectionsPerInvocation : Infinity;
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
        // What no post can deliver is not handed on.
        await delivery.firstEnded();
        if (delivery.refusal()) await delivery.add(rest);
        else await handover?.add(rest);
      }
      // Whoever only hands on need not wait for its own share.
      if (share > 0) await served;
    }
    return undefined;
  };
  const unread = await read().catch((error: unknown) => error as Error);
  const first = await handover?.end();
  await delivery.add(first?.refused ?? []);
  const { left, refusal, ...delivered } = await delivery.end();
  const last = refusal ? undefined : handoverOf("/left");
  await last?.add(left);
  const second = await last?.end();

  const handed = (first?.handedOn ?? 0) + (second?.handedOn ?? 0);
  const lost = left.length - (second?.handedOn ?? 0);
  return {
    ...counts,
    ...delivered,
    failed: delivered.failed + lost,
    handedOn: handed,
    durationMs: Date.now() - startedMs,
    refusal,
    shortfall: unread ?? (refusal ? undefined : lossOf(lost)),
  };
}

function lossOf(lost: number): Error | undefined {
  if (lost === 0) return undefined;
  return new Error(`There was no time for ${lost} connections, and they could not be handed on.`);
}
