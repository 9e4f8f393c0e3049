import { deepEqual } from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { connect, type Connection, type State } from "pulumi-websockets-client";
import { WebSocket } from "ws";
import { PROJECT_FOLDER } from "../support/evaluated";

/** The app: plain text, which everyone gets. */
describe("The client kit, connected to the app", () => {
  let laptop: Laptop;
  const connections: Connection<string, string>[] = [];
  before(async () => {
    laptop = await startLaptop({ program: PROJECT_FOLDER });
  });
  afterEach(() => Promise.all(connections.splice(0).map((connection) => connection.close())));
  after(() => laptop?.close());

  async function join(): Promise<{ connection: Connection<string, string>; states: State[] }> {
    const { url } = laptop.runtime.model.apis[0]!.stages[0]!;
    const connection = connect<string, string>({ url, text: true, clock: laptop.clock, WebSocket });
    connections.push(connection);
    const states: State[] = [];
    const opened = new Promise<void>((resolve) =>
      connection.on("state", (state) => {
        states.push(state);
        if (state.name === "open") resolve();
      }),
    );
    await opened;
    return { connection, states };
  }
  const next = (connection: Connection<string, string>, name: State["name"]) =>
    new Promise<void>((resolve) => {
      const stop = connection.on("state", (state) => {
        if (state.name !== name) return;
        stop();
        resolve();
      });
    });

  it("sends text and receives everyone's", async () => {
    const [{ connection: alice }, { connection: bob }] = [await join(), await join()];
    const both = [alice, bob].map((each) => each[Symbol.asyncIterator]().next());
    await alice.send("hello");
    deepEqual(
      (await Promise.all(both)).map(({ value }) => value as string),
      ["Echo me: hello", "Echo me: hello"],
    );
  });

  it("opens again after ten idle minutes, since a text has no ping", async () => {
    const { connection, states } = await join();
    const waiting = next(connection, "waiting");
    laptop.clock.advance("10m");
    await waiting;
    const open = next(connection, "open");
    laptop.clock.advance("2s");
    await open;
    deepEqual(
      states.map(({ name, reason }) => [name, reason]),
      [
        ["open", undefined],
        ["waiting", "1001 Going away"],
        ["connecting", "1001 Going away"],
        ["open", undefined],
      ],
    );
  });

  it("swaps before two hours, and receives once what comes on both connections", async () => {
    const { connection, states } = await join();
    const talker = await laptop.connect();
    const received: string[] = [];
    connection.on("message", (text) => received.push(text));
    const texts: string[] = [];
    const say = async (text: string) => {
      texts.push(text);
      await talker.send(text);
      await laptop.settled();
    };
    for (; texts.length < 104; laptop.clock.advance("1m")) await say(`minute ${texts.length}`);
    // What follows a step needs the time to happen before the next one.
    for (; states.length < 3; laptop.clock.advance("5s")) await say(`step ${texts.length}`);
    for (let i = 0; i < 5; i++) await say(`afterwards ${i}`);
    await talker.close();
    for (; received.length < texts.length; await laptop.settled());
    deepEqual(
      received,
      texts.map((text) => `Echo me: ${text}`),
    );
    deepEqual(
      states.map(({ name }) => name),
      ["open", "swapping", "open"],
    );
  });

  it("leaves no connection behind", async () => {
    const { connection } = await join();
    await laptop.settled();
    const ended = laptop.until({ event: "disconnect" });
    await connection.close();
    await ended;
    await laptop.settled();
    deepEqual(await laptop.table("connections").items(), []);
  });
});
