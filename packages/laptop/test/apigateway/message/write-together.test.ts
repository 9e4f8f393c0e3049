import { deepEqual } from "node:assert/strict";
import { Duplex } from "node:stream";
import { writeOut, writeTogether } from "../../../src/apigateway/message/write-together";

describe("writeTogether", () => {
  let written: string[];
  const socket = (name: string) =>
    new Duplex({
      read() {},
      writev(chunks, done) {
        written.push(`${name}: ${chunks.map(({ chunk }) => String(chunk)).join(" ")}`);
        done();
      },
    });

  beforeEach(() => (written = []));

  it("writes what a socket is sent in one turn at once, in order, before what waits for the calls", async () => {
    const [a, b] = [socket("a"), socket("b")];
    const call = async (to: Duplex, text: string) => {
      await Promise.resolve();
      writeTogether(to, Buffer.from(text));
      await Promise.resolve();
      written.push(`answer ${text}`);
    };
    await Promise.all([call(a, "1"), call(b, "2"), call(a, "3")]);
    deepEqual(written, ["a: 1 3", "b: 2", "answer 1", "answer 2", "answer 3"]);
  });

  it("writes at once when it is told to", () => {
    const a = socket("a");
    for (const text of ["1", "2"]) writeTogether(a, Buffer.from(text));
    writeOut();
    deepEqual(written, ["a: 1 2"]);
  });

  it("keeps the order of what others write to the socket", async () => {
    const a = socket("a");
    writeTogether(a, Buffer.from("1"));
    a.write("close");
    await Promise.resolve();
    deepEqual(written, ["a: 1 close"]);
  });

  it("loses nothing when the socket is ended before", async () => {
    const a = socket("a");
    writeTogether(a, Buffer.from("1"));
    a.end();
    await Promise.resolve();
    deepEqual(written, ["a: 1"]);
  });

  it("begins anew in each turn", async () => {
    const a = socket("a");
    for (const text of ["1", "2"]) {
      writeTogether(a, Buffer.from(text));
      await Promise.resolve();
    }
    deepEqual(written, ["a: 1", "a: 2"]);
  });
});
