import { equal } from "node:assert/strict";
import type { InvocationContext, WebSocketEvent } from "../../../handlers/events";
import type { ManagementApi } from "../../../handlers/management/management-api";
import { settingsOf } from "../../../test/handlers/support/broadcast-settings";
import type { Answer } from "../routes/frames";
import { roomRoutes } from "../routes/room-routes";
import { openRooms } from "../rules";
import type { RoomLog } from "../stores/room-log";
import type { RoomStore, Visitor } from "../stores/room-store";
import type { Turns } from "./turns";

/** What a frame of the stream has. */
export interface Frame {
  type: "message" | "void";
  sequence: number;
  id?: string;
  text?: string;
}

/** Somebody who keeps what arrives, by its number. */
export interface Chatter {
  visitor: Visitor;
  received: Map<number, Frame>;
  /** The highest number up to which nothing is missing. */
  whole(): number;
  /** Makes a request once. The environment dies before its call number `death`. @returns undefined if it died. */
  ask(
    request: Record<string, unknown>,
    death?: number,
  ): Promise<Record<string, unknown> | undefined>;
}

export interface Cast {
  chatters: Chatter[];
  /** Whose connection is open. */
  isOpen(chatter: Chatter): boolean;
}

/** People with a connection each, whose requests run in environments that take turns at each call of the store. */
export async function castOf(count: number, store: RoomStore, turns: Turns): Promise<Cast> {
  const byConnection = new Map<string, Chatter>();
  let invocations = 0;
  const chatterOf = (name: string): Chatter => {
    const connectedAt = Date.now() - 3_600_000;
    const visitor = { connectionId: `${name}=`, connectedAt, identity: { principalId: name } };
    const received = new Map<number, Frame>();
    return {
      visitor,
      received,
      whole() {
        let sequence = 0;
        while (received.has(sequence + 1)) sequence++;
        return sequence;
      },
      async ask(request, death = Infinity) {
        const environment = `${name}/${++invocations}`;
        const answer = await invoke(environment, eventOf(visitor, request), death);
        const frame = answer && (JSON.parse(answer.body ?? "{}") as Record<string, unknown>);
        if (frame) equal(frame.type, "reply", JSON.stringify(frame));
        return frame;
      },
    };
  };

  /** Runs a route in an environment of its own. */
  async function invoke(actor: string, event: WebSocketEvent, death: number) {
    let die = () => {};
    const died = new Promise<undefined>((resolve) => (die = () => resolve(undefined)));
    let calls = 0;
    let isDead = false;
    const step = async (takesTurn: boolean) => {
      if (takesTurn) await turns.turn(actor);
      isDead ||= calls++ >= death;
      if (!isDead) return;
      die();
      turns.ended(actor);
      await new Promise(() => {});
    };
    const routes = roomRoutes({
      store: stepped(store, () => step(true)),
      gateway: gatewayTo(byConnection, () => step(false)),
      rules: openRooms(),
      history: { keptMs: 24 * 3_600_000, maxEntries: 1000 },
      settings: settingsOf(),
      sendChunk: undefined,
    });
    const route = routes[event.requestContext.routeKey]!;
    const context: InvocationContext = {
      awsRequestId: actor,
      getRemainingTimeInMillis: () => 29_000,
    };
    const answered = new Promise<Answer>((resolve, reject) =>
      turns.start(actor, () => route(event, context).then(resolve, reject)),
    );
    return Promise.race([answered, died]);
  }

  const chatters = Array.from({ length: count }, (_, place) => chatterOf(`user-${place}`));
  for (const chatter of chatters) {
    byConnection.set(chatter.visitor.connectionId, chatter);
    await store.add(chatter.visitor);
  }
  return { chatters, isOpen: ({ visitor }) => byConnection.has(visitor.connectionId) };
}

/** A store that asks before each call. */
function stepped(store: RoomStore, step: () => Promise<void>): RoomStore {
  const { log, members, ...calls } = store;
  return {
    ...before(calls, step),
    log: before<RoomLog>(log, step),
    async *members(...args) {
      await step();
      for await (const page of members(...args)) {
        yield page;
        await step();
      }
    },
  };
}

function before<Calls extends object>(calls: Calls, step: () => Promise<void>): Calls {
  const entries = Object.entries(calls) as [string, (...args: unknown[]) => Promise<unknown>][];
  const stepping = entries.map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      await step();
      return call(...args);
    },
  ]);
  return Object.fromEntries(stepping) as Calls;
}

function gatewayTo(chatters: Map<string, Chatter>, step: () => Promise<void>): ManagementApi {
  const post = async (connectionId: string, message: string) => {
    await step();
    const frame = JSON.parse(message) as Frame;
    if (frame.sequence === undefined) return;
    const { received } = chatters.get(connectionId)!;
    const before = received.get(frame.sequence);
    // A number is decided once, whoever tells of it.
    if (before) equal(JSON.stringify(before), message);
    received.set(frame.sequence, frame);
  };
  return {
    post,
    close: async () => undefined,
    prepare: (message) => async (connectionId) => {
      await post(connectionId, message);
      return { status: 200, errorType: "" };
    },
  };
}

function eventOf(visitor: Visitor, request: Record<string, unknown>): WebSocketEvent {
  const { connectionId, connectedAt } = visitor;
  const routeKey = String(request.action);
  const times = { connectedAt, requestTimeEpoch: Date.now() };
  const requestContext = { routeKey, eventType: "MESSAGE", connectionId, ...times } as const;
  return { requestContext, body: JSON.stringify(request) };
}
