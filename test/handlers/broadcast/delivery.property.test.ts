import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { startDelivery } from "../../../handlers/broadcast/delivery";
import { postToConnections } from "../../../handlers/management/post-to-connections";
import { settingsOf } from "../support/broadcast-settings";
import { recordConsole, restoreConsole } from "../support/console";
import {
  ANSWER_BYTES,
  ANSWER_HEAD_BYTES,
  startCuttingServer,
  type Cut,
} from "../support/cutting-server";
import { restoreEnvironment, setEnvironment } from "../support/environment";
import { freePort } from "../../support/free-port";

/** More than a request has. */
const REQUEST_BYTES = 700;

const cutAnywhere = fc.oneof(
  fc.record({ request: fc.integer({ min: 0, max: REQUEST_BYTES }) }),
  fc.record({ answer: fc.integer({ min: 0, max: ANSWER_BYTES - 1 }) }),
);

describe("Posts over sockets that break", () => {
  beforeEach(() => {
    recordConsole();
  });
  afterEach(() => {
    restoreConsole();
    restoreEnvironment();
  });

  it("reach everyone wherever one post of theirs is cut, and twice only if its answer was lost", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.option(cutAnywhere), { maxLength: 40 }), async (cuts) => {
        const server = await startCuttingServer(cutsOf(cuts.map((cut) => (cut ? [cut] : []))));
        const delivered = await deliver(server.port, cuts.length);
        await server.close();
        equal(delivered.sent, cuts.length);
        for (const [place, cut] of cuts.entries()) {
          const copies = server.copies.get(`c${place}`);
          equal(copies, cut && isAnswerLost(cut) ? 2 : 1, JSON.stringify(cut));
        }
        equal(delivered.retried, 0);
      }),
      { numRuns: 60 },
    ));

  it("reach nobody more than twice, however often they are cut", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cutAnywhere, { maxLength: 5 }), { maxLength: 40 }),
        async (cuts) => {
          const server = await startCuttingServer(cutsOf(cuts));
          const delivered = await deliver(server.port, cuts.length);
          await server.close();
          for (const copies of server.copies.values()) ok(copies <= 2, `${copies} copies`);
          equal(delivered.sent + delivered.failed, cuts.length);
        },
      ),
      { numRuns: 60 },
    ));

  it("are made again while no server listens, for nothing was accepted", async () => {
    const port = await freePort();
    const delivering = deliver(port, 20, { retryMs: 100, postsInFlight: 50 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const server = await startCuttingServer(new Map(), port);
    const { sent, repeated } = await delivering;
    await server.close();
    deepEqual({ sent, repeated }, { sent: 20, repeated: 0 });
    deepEqual(new Set(server.copies.values()), new Set([1]));
  });
});

/** Whether the request was accepted and the client cannot know. */
function isAnswerLost(cut: Cut): boolean {
  return "answer" in cut && cut.answer < ANSWER_HEAD_BYTES;
}

function cutsOf(cuts: Cut[][]): Map<string, Cut[]> {
  return new Map(cuts.map((some, place) => [`c${place}`, [...some]]));
}

async function deliver(port: number, recipients: number, settings = {}) {
  setEnvironment({
    MANAGEMENT_ENDPOINT: `http://127.0.0.1:${port}/dev`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
  });
  const delivery = startDelivery({
    post: postToConnections().prepare("Echo me: hello"),
    forget: () => Promise.reject(new Error("Nobody is gone.")),
    isStored: () => Promise.resolve(true),
    endMs: Date.now() + 20_000,
    maxAttempts: 10,
    settings: settingsOf({ postsInFlight: 10, ...settings }),
  });
  const everyone = Array.from({ length: recipients }, (_, place) => ({
    connectionId: `c${place}`,
    connectedAt: 1,
  }));
  await delivery.add(everyone);
  return delivery.end();
}
