import { deepEqual } from "node:assert/strict";
import { broadcast } from "../../../handlers/broadcast/broadcast";
import type { Chunk } from "../../../handlers/fan-out/chunk";
import { fanOut } from "../../../handlers/fan-out/fan-out";
import type { ManagementApi } from "../../../handlers/management/management-api";
import type { ChunkStore } from "../../../handlers/stores/chunk-store";
import type { Connection, ConnectionStore } from "../../../handlers/stores/connection-store";
import { memoryChunkStore } from "../../../handlers/stores/memory/memory-chunk-store";
import { memoryConnectionStore } from "../../../handlers/stores/memory/memory-connection-store";
import { settingsOf } from "./broadcast-settings";
import { flakyGateway, type GatewayConnection } from "./flaky-gateway";
import { contextOf, eventOf } from "./handler-events";

type Stored = Connection & { connection: GatewayConnection };

/** Lambda throttles, or accepts a chunk and the answer is lost. */
export type ChunkFault = "refused" | "lostAfter";

export interface BroadcastCase {
  connections: Stored[];
  /** Called before every post, with the ID of the connection that it is for. */
  onPost(
    connectionId: string,
    people: {
      add(one: Stored): Promise<void>;
      remove(one: Stored): Promise<void>;
    },
  ): Promise<void>;
  /** By default, stores in memory with pages of `pageSize`. */
  stores?: { connections: ConnectionStore; chunks: ChunkStore };
  pageSize: number;
  /** Connections that one invocation serves. */
  share: number;
  withFanOut: boolean;
  /** After how many posts an environment dies, for the first invocations of fan-out. */
  deaths: number[];
  /** How many environments may die of one chunk. */
  deathsPerChunk?: number;
  /** What happens to the first chunks that are passed to fan-out. */
  chunkFaults?: ChunkFault[];
  /** How often Lambda delivers each chunk. */
  deliveries?: number;
}

const POSTS_PER_RECORD = 5;
const POSTS_IN_FLIGHT = 5;

/** Posts that an environment may have made without a record of how they ended. */
export const UNRECORDED = POSTS_PER_RECORD + POSTS_IN_FLIGHT;

/**
 * A broadcast with its chunks, on a Lambda that tries again what an environment died of.
 * @returns the IDs that are stored afterwards.
 */
export async function runBroadcast(given: BroadcastCase): Promise<{ stored: Set<string> }> {
  const store = given.stores?.connections ?? memoryConnectionStore(given.pageSize);
  const chunks = given.stores?.chunks ?? memoryChunkStore();
  const held = new Map<string, GatewayConnection>();
  const add = async (one: Stored) => {
    held.set(one.connectionId, one.connection);
    await store.add(one);
  };
  for (const one of given.connections) await add(one);

  /** The gateway, as an environment sees it that dies after so many posts: no answer reaches it then. */
  const gatewayUntil = (death: number, die: () => void): ManagementApi => {
    let posts = 0;
    const post = flakyGateway(held);
    return {
      prepare: () => async (connectionId, timeoutMs) => {
        if (posts++ >= death) {
          die();
          return never();
        }
        await given.onPost(connectionId, { add, remove: (one) => store.remove(one) });
        const answered = await post(connectionId, timeoutMs).catch((error: Error) => error);
        if (posts > death) return never();
        if (answered instanceof Error) throw answered;
        return answered;
      },
      post: () => Promise.reject(new Error("Nobody is told anything.")),
      close: () => Promise.reject(new Error("Nobody's token expires.")),
    };
  };

  const queue: { chunk: Chunk; deaths: number }[] = [];
  const chunkFaults = [...(given.chunkFaults ?? [])];
  const sendChunk = async (chunk: Chunk) => {
    const fault = chunkFaults.shift();
    if (fault === "refused") throw new Error("429 TooManyRequestsException");
    for (let i = 0; i < (given.deliveries ?? 1); i++)
      queue.push({ chunk: JSON.parse(JSON.stringify(chunk)) as Chunk, deaths: 0 });
    if (fault === "lostAfter")
      throw Object.assign(new Error("read ECONNRESET"), { mayBeAccepted: true });
  };
  const settings = settingsOf({
    connectionsPerInvocation: given.share,
    postsPerRecord: POSTS_PER_RECORD,
    postsInFlight: POSTS_IN_FLIGHT,
  });
  const gateway = gatewayUntil(Infinity, () => {});
  const route = broadcast(store, gateway, given.withFanOut ? sendChunk : undefined, settings);
  deepEqual(await route(eventOf("$default", "sender", "hello"), contextOf()), { statusCode: 200 });

  // When Lambda tries again, the time for which a dead environment reserved the chunk is over.
  const expiring: ChunkStore = {
    ...chunks,
    take: (chunkId) => chunks.take(chunkId, 0),
    record: (chunkId, _untilMs, progress) => chunks.record(chunkId, 0, progress),
  };
  const deaths = [...given.deaths];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { chunk } = next;
    const death = next.deaths < (given.deathsPerChunk ?? 1) ? deaths.shift() : undefined;
    const died = await new Promise<boolean>((resolve, reject) => {
      let isDead = false;
      const environment = gatewayUntil(death ?? Infinity, () => {
        isDead = true;
        resolve(true);
      });
      // What is dead writes nothing.
      const record: ChunkStore["record"] = (...args) =>
        isDead ? never() : expiring.record(...args);
      const handler = fanOut(store, { ...expiring, record }, environment, sendChunk, settings);
      handler(chunk, contextOf()).then(() => resolve(false), reject);
    });
    if (died) queue.unshift({ chunk, deaths: next.deaths + 1 });
  }

  const stored = new Set<string>();
  for await (const page of store.list())
    for (const { connectionId } of page) stored.add(connectionId);
  return { stored };
}

function never(): Promise<never> {
  return new Promise(() => {});
}
