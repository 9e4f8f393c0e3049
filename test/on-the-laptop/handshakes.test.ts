import { deepEqual, equal } from "node:assert/strict";
import type { TestConnection } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";
import { copyProgram, type CopiedProgram } from "../support/copied-program";

const SENDERS = 3;
const JOINING = 8;

/**
 * The whole runtime with this repository's program, but that `$connect` takes its time after it has stored the
 * connection: every broadcast meanwhile finds a row whose handshake is not over.
 */
describe("Connections that open while messages are broadcast", () => {
  let program: CopiedProgram;
  let stage: TestStage;
  afterEach(async () => {
    await stage.close();
    await program.remove();
  });

  it("hear every later message", async () => {
    program = await copyProgram();
    program.edit(
      "index.ts",
      "$connect: connect(store)",
      `$connect: async (event, context) => {
        const answer = await connect(store)(event, context);
        await new Promise((resolve) => setTimeout(resolve, 300));
        return answer;
      }`,
    );
    stage = await startStage({
      program: program.folder,
      config: { messagesPerSecond: "0" },
    });
    const connect = () => stage.connect();
    const senders = await Promise.all(Array.from({ length: SENDERS }, connect));
    let isOver = false;
    const sending = senders.map(async (sender, i) => {
      for (let count = 0; !isOver; count++) {
        const message = `before ${i} ${count}`;
        sender.send(message);
        while ((await sender.next()) !== `Echo me: ${message}`);
      }
    });
    const joined: TestConnection[] = [];
    for (let i = 0; i < JOINING; i++) joined.push(await connect());
    isOver = true;
    await Promise.all(sending);

    senders[0]!.send("after");
    const heard = joined.map(async (connection) => {
      let message: string;
      do message = await connection.next();
      while (message !== "Echo me: after");
      return message;
    });
    deepEqual(new Set(await Promise.all(heard)), new Set(["Echo me: after"]));
    // A second broadcast finds the rows of everyone still there.
    senders[0]!.send("again");
    for (const connection of [...joined, ...senders.slice(1)]) {
      let message: string;
      do message = await connection.next();
      while (message.startsWith("Echo me: before"));
      if (senders.includes(connection)) equal(message, "Echo me: after");
      else equal(message, "Echo me: again");
    }
  });
});
