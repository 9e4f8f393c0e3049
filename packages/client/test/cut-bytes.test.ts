import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { realClock } from "../src/clock";
import { connect, rooms } from "../src/index";
import { ChatService, type Member } from "./support/chat-service";
import { cuttingNetwork } from "./support/cutting-network";
import { generator } from "./support/generator";

const MESSAGES = 100;
/** Seconds of the clients in a real one. */
const SPEED = 10;
const SEED = Number(process.env.SEED ?? 24);

describe("Connections through a network that cuts at any byte", () => {
  it(`have every message once and in order (SEED=${SEED})`, async () => {
    const random = generator(SEED);
    const service = new ChatService();
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    server.on("connection", (socket) => {
      const post = (frame: object) => socket.send(JSON.stringify(frame));
      const member: Member = { post, postInOrder: (frames) => frames.forEach(post) };
      socket.on("message", (data: Buffer) => service.handle(member, data.toString()));
      socket.on("close", () => service.disconnect(member));
      socket.on("error", () => undefined);
    });
    const { port } = server.address() as AddressInfo;
    // A handshake has some 400 bytes, so some are cut in the middle of it.
    const network = await cuttingNetwork(port, () => 1 + Math.floor(random() * 4000));

    const [alice, bob] = ["alice", "bob"].map(() => {
      const url = `ws://127.0.0.1:${network.port}`;
      // Attempts follow each other at once.
      const connection = connect<{ sequence: number; text: string }>({
        url,
        since: rooms({ a: 0 }),
        random: () => 0,
        clock: {
          now: () => Date.now() * SPEED,
          after: (ms, callback) => realClock.after(ms / SPEED, callback),
        },
      });
      const received: string[] = [];
      const gaps: unknown[] = [];
      connection.on("message", ({ sequence, text }) => received.push(`${sequence} ${text}`));
      connection.on("gap", (gap) => gaps.push(gap));
      return { connection, received, gaps };
    }) as [Person, Person];
    for (let i = 0; i < MESSAGES; i += 10) {
      const batch = Array.from({ length: 10 }, (_, k) =>
        (k % 2 ? alice : bob).connection.send({
          action: "say",
          room: "a",
          text: `message ${i + k}`,
        }),
      );
      await Promise.all(batch);
    }
    for (const { connection, received } of [alice, bob])
      while (received.length < MESSAGES)
        await new Promise<void>((resolve) => {
          const stop = connection.on("message", () => {
            stop();
            resolve();
          });
        });
    const { entries } = service.room("a");
    assert.equal(entries.length, MESSAGES);
    for (const { received, gaps } of [alice, bob]) {
      assert.deepEqual(
        received,
        entries.map(({ sequence, text }) => `${sequence} ${text}`),
      );
      assert.deepEqual(gaps, []);
    }
    assert.ok(network.cuts >= 10, `${network.cuts} cuts`);
    await Promise.all([alice.connection.close(), bob.connection.close()]);
    network.close();
    server.close();
  });
});

interface Person {
  connection: ReturnType<typeof connect<{ sequence: number; text: string }>>;
  received: string[];
  gaps: unknown[];
}
