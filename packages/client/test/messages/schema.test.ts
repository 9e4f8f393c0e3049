import assert from "node:assert/strict";
import { checked, connect, type StandardSchema } from "../../src/index";
import { ChatService } from "../support/chat-service";
import { fakeNetwork } from "../support/fake-network";
import { ManualClock } from "../support/manual-clock";

interface Said {
  text: string;
}

/** As libraries of schemas make them. */
function schema<T>(check: (value: unknown) => { value: T } | { issues: { message: string }[] }) {
  return { "~standard": { version: 1, vendor: "test", validate: check } } as StandardSchema<T>;
}

const said = schema<Said>((value) => {
  const { text } = value as Said;
  return typeof text === "string"
    ? { value: { text: text.trim() } }
    : { issues: [{ message: "text: not a string" }, { message: "second" }] };
});

function open<In, Out>(options: {
  receives?(message: unknown): In;
  sends?(message: Out): unknown;
}) {
  const clock = new ManualClock();
  const network = fakeNetwork(clock, () => 0, new ChatService());
  const { WebSocket } = network;
  const connection = connect<In, Out>({
    url: "ws://fake",
    replies: false,
    clock,
    WebSocket,
    ...options,
  });
  return { connection, clock, network };
}

describe("A schema", () => {
  it("decides what is delivered, and what a message is", async () => {
    const { connection, clock, network } = open({
      receives: checked(said),
    });
    await clock.advance(0);
    const heard: string[] = [];
    const errors: Error[] = [];
    connection.on("message", ({ text }) => heard.push(text));
    connection.on("error", (error) => errors.push(error));
    network.made[0]!.receive('{"text":" hi "}');
    network.made[0]!.receive('{"text":1}');
    assert.deepEqual(heard, ["hi"]);
    assert.deepEqual(
      errors.map(({ message }) => message),
      ["Invalid message: text: not a string; second"],
    );
  });

  it("decides what is sent", async () => {
    const { connection, clock, network } = open({ sends: checked(said) });
    await clock.advance(0);
    await connection.send({ text: " hi " });
    // @ts-expect-error A text is a string.
    await assert.rejects(connection.send({ text: 1 }), { code: "invalid" });
    assert.deepEqual(network.made[0]!.sent, ['{"text":"hi"}']);
  });

  it("that answers later is refused: messages would overtake each other", async () => {
    const later = {
      "~standard": { version: 1, vendor: "test", validate: async () => ({ value: 1 }) },
    } as const;
    const { connection } = open<unknown, number>({ sends: checked<number, number>(later) });
    await assert.rejects(connection.send(1), {
      message: "Invalid message: the schema is asynchronous",
    });
  });
});

describe("Types", () => {
  it("are given both ways", () => {
    const use = () => {
      const connection = connect<Said, { action: "say"; text: string }>({ url: "ws://fake" });
      connection.on("message", ({ text }) => text.trim());
      // @ts-expect-error There is no such action.
      void connection.send({ action: "sing", text: "la" });
      // @ts-expect-error There is no such event.
      connection.on("mesage", () => undefined);
      const inferred = connect({
        url: "ws://fake",
        receives: checked(said),
      });
      // @ts-expect-error A message has a text only.
      inferred.on("message", ({ txt }) => txt as unknown);
    };
    assert.equal(typeof use, "function");
  });
});
