import { deepEqual, equal } from "node:assert/strict";
import type { Chunk } from "../../handlers/fan-out/chunk";
import { fanOut } from "../../handlers/fan-out/fan-out";
import { memoryChunkStore } from "../../handlers/stores/memory/memory-chunk-store";
import { settingsOf } from "../../test/handlers/support/broadcast-settings";
import { recordConsole, restoreConsole } from "../../test/handlers/support/console";
import { fakeManagementApi } from "../../test/handlers/support/fake-management-api";
import { contextOf } from "../../test/handlers/support/handler-events";
import { openRooms } from "./rules";
import { memoryRoomStore } from "./stores/memory/memory-room-store";
import { roomPlace, type Visitor } from "./stores/room-store";
import type { Answer } from "./routes/frames";
import { roomRoutes } from "./routes/room-routes";

const COUNT = 10_000;

describe(`A room of ${COUNT.toLocaleString("en-US")}`, () => {
  beforeEach(() => void recordConsole());
  afterEach(restoreConsole);

  it("is served by one invocation and fan-out, and each member gets the message once", async () => {
    const store = memoryRoomStore(1000);
    const connectedAt = Date.now() - 3_600_000;
    const people = Array.from({ length: COUNT }, (_, place): Visitor => {
      const principalId = `user-${place}`;
      return { connectionId: `${principalId}=`, connectedAt, identity: { principalId } };
    });
    for (const one of people) {
      await store.add(one);
      await store.join(roomPlace("a"), { ...one, joinedAtMs: connectedAt });
    }
    const gateway = fakeManagementApi();
    const chunks: Chunk[] = [];
    const sendChunk = async (chunk: Chunk) => void chunks.push(chunk);
    const settings = settingsOf({ connectionsPerInvocation: 2000 });
    const history = { keptMs: 3_600_000, maxEntries: 500 };
    const routes = roomRoutes({
      ...{ store, gateway, history, settings, sendChunk },
      rules: openRooms(),
    });
    const { connectionId } = people[0]!;
    const answer: Answer = await routes.say!(
      {
        requestContext: {
          ...{ routeKey: "say", eventType: "MESSAGE", connectionId, connectedAt },
          requestTimeEpoch: Date.now(),
        },
        body: JSON.stringify({ action: "say", id: "1", room: "a", text: "hello" }),
      },
      contextOf(),
    );
    deepEqual(JSON.parse(answer.body!), { type: "reply", replyTo: "1", room: "a", sequence: 1 });
    equal(gateway.posts.length, 2000);
    const serve = fanOut(store, memoryChunkStore(), gateway, sendChunk, settings);
    for (let next = chunks.shift(); next; next = chunks.shift()) await serve(next, contextOf());
    deepEqual(gateway.recipients, people.map((one) => one.connectionId).sort());
    equal(new Set(gateway.posts.map(({ message }) => message)).size, 1);
  });
});
