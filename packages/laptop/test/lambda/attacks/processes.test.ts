import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { startTestLambda, type TestLambda } from "../../support/lambda";
import { functionOf } from "../../support/models";

/** Attacks of an event, or of the Init phase if the variable INIT names one. */
const CODE = String.raw`
const { closeSync, writeSync } = require("node:fs");
const { spawn } = require("node:child_process");
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const child = (options) => {
  const started = spawn("/bin/sleep", [process.env.SECONDS], { stdio: "ignore", ...options });
  started.unref();
  return started.pid;
};
const attacks = {
  nothing: () => "fine",
  "kill -9": () => process.kill(process.pid, "SIGKILL"),
  "exit 0": () => process.exit(0),
  "exit 7": () => process.exit(7),
  abort: () => process.abort(),
  stop: () => { process.kill(process.pid, "SIGSTOP"); return "continued"; },
  spin: () => { for (;;); },
  "close outputs": () => { for (const at of [1, 2, 3]) closeSync(at); return "closed"; },
  "close everything": () => { for (let at = 0; at < 100; at++) try { closeSync(at); } catch {} return "closed"; },
  "garbage in the log": () => {
    for (const text of ["garbage", "\xa5\x5a\x00\x03\xff\xff\xff\xff", "\xa5\x5a\x00"])
      writeSync(3, Buffer.from(text, "latin1"));
    return "written";
  },
  signals: () => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGCONT", "SIGPIPE"]) process.on(signal, () => {});
    return "listens";
  },
  children: () => Array.from({ length: 20 }, (_, i) => child({ detached: i % 2 === 1, env: i % 4 < 2 ? process.env : {} })),
  "children in line": () => {
    spawn("/bin/sh", ["-c", "(sleep " + process.env.SECONDS + " & sleep " + process.env.SECONDS + " & wait) & wait"], { detached: true, stdio: "ignore", env: {} }).unref();
    return wait(200);
  },
  "children that hold the log": () => {
    spawn("/bin/sleep", [process.env.SECONDS], { detached: true, stdio: ["ignore", 1, 2, 3] }).unref();
    return process.exit(0);
  },
};
if (process.env.INIT) attacks[process.env.INIT]();
exports.handler = async (name) => attacks[name]();
`;

/** Of a sleep that only this test asks for. */
const SECONDS = 1000 + process.pid / 1e6;

const isLinux = existsSync("/proc/self/stat");

/** The processes that the attacks of this test start, whoever has started them. */
function sleeps(): string[] {
  return readdirSync("/proc").filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, "utf8").includes(`sleep\u0000${SECONDS}`);
    } catch {
      return false;
    }
  });
}

const DIE = ["kill -9", "exit 0", "exit 7", "abort"];

describe("A function that attacks its environment", function () {
  let lambda: TestLambda;
  const start = async (environment: Record<string, string> = {}) => {
    const others = [functionOf(`exports.handler = async () => "other";`, { name: "other" })];
    lambda = await startTestLambda(
      CODE,
      { environment: { ...environment, SECONDS: String(SECONDS) }, memorySizeMb: 512 },
      { others },
    );
  };
  afterEach(() => lambda.close());

  /** Invokes, and lets time pass until there is an answer. */
  const answered = async (name: string) => {
    let isAnswered = false;
    const answer = lambda.invoke(name);
    void answer.then(() => (isAnswered = true));
    while (!isAnswered) {
      await wait(20);
      lambda.clock.advance(100);
    }
    return answer;
  };
  const isAlive = async () => {
    assert.equal((await lambda.invoke({}, "other")).payload, "other");
    return (await lambda.invoke("nothing")).payload;
  };

  for (const name of DIE) {
    it(`ends with it, and the next event has another (${name})`, async () => {
      await start();
      const { payload } = await lambda.invoke(name);
      assert.equal((payload as { errorType: string }).errorType, "Runtime.ExitError");
      assert.equal(await isAlive(), "fine");
    });

    it(`fails its Init phase, and nobody else is harmed (${name})`, async () => {
      await start({ INIT: name });
      const { payload } = await lambda.invoke("nothing");
      assert.equal((payload as { errorType: string }).errorType, "Runtime.ExitError");
      assert.equal((await lambda.invoke({}, "other")).payload, "other");
    });
  }

  for (const name of ["stop", "spin"]) {
    it(`times out, and the next event has another environment (${name})`, async () => {
      await start();
      const { payload } = await answered(name);
      assert.equal((payload as { errorType: string }).errorType, "Sandbox.Timedout");
      assert.equal(await isAlive(), "fine");
    });

    it(`times out in its Init phase (${name})`, async () => {
      await start({ INIT: name });
      const { payload } = await answered("nothing");
      assert.equal((payload as { errorType: string }).errorType, "Sandbox.Timedout");
      assert.equal((await lambda.invoke({}, "other")).payload, "other");
    });
  }

  for (const name of ["close outputs", "close everything", "garbage in the log", "signals"]) {
    it(`is answered, and so is the next event (${name})`, async () => {
      await start();
      await answered(name);
      assert.equal(await isAlive(), "fine");
    });
  }

  if (!isLinux) return;

  for (const name of ["children", "children in line", "children that hold the log"]) {
    it(`leaves no process behind (${name})`, async () => {
      await start();
      await lambda.invoke(name);
      await lambda.close();
      // What was killed ends when the system gets to it.
      for (let tries = 0; sleeps().length > 0 && tries < 100; tries++) await wait(50);
      assert.deepEqual(sleeps(), []);
    });
  }
});
