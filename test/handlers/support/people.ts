import * as fc from "fast-check";
import { HANDSHAKE_MS } from "../../../handlers/broadcast/next-step";
import { runBroadcast, type BroadcastCase } from "./broadcast-run";
import { connectionOf, type Fault, type GatewayConnection } from "./flaky-gateway";

const someone = fc.record({
  faults: fc.array(
    fc.constantFrom<Fault>("throttled", "unsent", "lostBefore", "lostAfter", "error5xx"),
    { maxLength: 4 },
  ),
  fate: fc.oneof(
    { weight: 6, arbitrary: fc.constant("stays" as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("gone" as const, "opens", "leaves", "aborts", "joins"),
    },
  ),
});
/** Whom a broadcast may meet, and what happens to the posts. */
export type Someone = Pick<GatewayConnection, "faults"> & {
  fate: "stays" | "gone" | "opens" | "leaves" | "aborts" | "joins";
};

/** Page size of the store, and connections that one invocation serves. */
export const setting = {
  pageSize: fc.integer({ min: 1, max: 60 }),
  share: fc.integer({ min: 1, max: 40 }),
};
export const someones = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant<Someone>({ faults: [], fate: "stays" }) },
    { weight: 2, arbitrary: someone },
  ),
  { maxLength: 120, size: "max" },
);
/** After how many posts environments die. */
export const deaths = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 6 });

export type Given = Omit<BroadcastCase, "connections" | "onPost"> & { people: Someone[] };

/**
 * Runs a broadcast to people who come and go.
 * @returns everyone who was connected at any time, and whether a row of theirs is left.
 */
export async function run({ people, ...given }: Given) {
  const idOf = (place: number) => `c${String(place).padStart(3, "0")}`;
  const old = Date.now() - HANDSHAKE_MS;
  const connections = people.map(({ faults, fate }, place) => ({
    connectionId: idOf(place),
    connectedAt: fate === "opens" || fate === "aborts" ? Date.now() : old - place,
    connection: connectionOf({
      faults,
      isOpen: fate !== "gone" && fate !== "aborts",
      postsBeforeOpen: fate === "opens" ? 3 : 0,
    }),
    fate,
    isFound: false,
  }));
  const initially = connections.filter(({ fate }) => fate !== "joins");
  const middle = Math.ceil(initially.length / 2);
  let posts = 0;
  const { stored } = await runBroadcast({
    ...given,
    connections: initially,
    async onPost(connectionId, { add, remove }) {
      for (const one of connections) {
        // The handshake of some is cut: their rows go when a post has found them not open.
        if (one.fate === "aborts" && one.connectionId === connectionId && one.isFound)
          await remove(one);
        if (one.connectionId === connectionId) one.isFound = true;
      }
      // In the middle some leave, and some join.
      if (++posts !== middle) return;
      for (const one of connections) {
        if (one.fate === "joins") await add(one);
        if (one.fate !== "leaves") continue;
        one.connection.isOpen = false;
        await remove(one);
      }
    },
  });
  return connections
    .filter(({ fate }) => fate !== "joins" || middle > 0)
    .map((one) => ({ ...one, isStored: stored.has(one.connectionId) }));
}
