import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RuntimeProcess } from "../../../src/lambda/environment/runtime-process";
import { HOLDING, startTestLambda, type TestLambda } from "../../support/lambda";
import { functionOf } from "../../support/models";

const CODE = `
const { spawn } = require("node:child_process");
const { parentPort } = require("node:worker_threads");
exports.handler = async ({ how, megabytes, detached }) => {
  if (how === "post") parentPort.postMessage({ type: "result", payload: "forged" });
  if (how === "flood") {
    const line = "x".repeat(megabytes * 1e6) + "\\n";
    await new Promise((resolve) => process.stdout.write(line, resolve));
  }
  if (how === "lines") for (let i = 0; i < 50_000; i++) console.log("line", i);
  if (how === "start") {
    const child = spawn("sleep", ["1000"], { stdio: "ignore", detached });
    child.unref();
    return [process.pid, child.pid];
  }
  return process.pid;
};`;

const isLinux = existsSync("/proc/self/stat");

/** The state of a process, for example "T" of one that is stopped; undefined once it has ended. */
function stateOf(pid: number): string | undefined {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]![0];
    return state === "Z" ? undefined : state;
  } catch {
    return undefined;
  }
}

async function untilEnded(...pids: number[]): Promise<void> {
  while (pids.some((pid) => stateOf(pid) !== undefined))
    await new Promise((resolve) => setImmediate(resolve));
}

describe("A function that does harm", () => {
  let lambda: TestLambda;

  beforeEach(async () => {
    const others = [functionOf(CODE, { name: "other" })];
    lambda = await startTestLambda(CODE, { memorySizeMb: 1024, timeoutMs: 30_000 }, { others });
  });
  afterEach(() => lambda.close());

  it("has no port to the service", async () => {
    const { payload } = await lambda.invoke({ how: "post" });
    assert.equal((payload as { errorType: string }).errorType, "TypeError");
  });

  it("floods its log without filling the memory, and the end of the line is left out", async () => {
    await lambda.invoke({}, "other");
    const before = process.memoryUsage().rss;
    const answer = lambda.invoke({ how: "flood", megabytes: 100 });
    // Others are answered meanwhile.
    assert.equal((await lambda.invoke({}, "other")).functionError, undefined);
    await answer;
    const [flood] = lambda.all("lambda.log");
    assert.equal(String(flood?.line).length, 256 * 1024);
    const grown = (process.memoryUsage().rss - before) / 1e6;
    assert.ok(grown < 60, `${grown} MB`);
  });

  it("loses no line of many, all before REPORT", async () => {
    await lambda.invoke({ how: "lines" });
    const lines = lambda.all("lambda.log").map(({ message }) => message);
    assert.equal(lines.length, 50_000);
    assert.equal(lines.at(-1), "line 49999");
    assert.equal(lambda.entries.at(-1)?.event, "result");
  });

  it("and is killed ends, and the next event gets a new environment", async () => {
    const { payload } = await lambda.invoke();
    const ended = lambda.until("lambda.shutdown");
    process.kill(payload as number, "SIGKILL");
    assert.equal((await ended).reason, "crash");
    assert.notEqual((await lambda.invoke()).payload, payload);
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#2"]);
  });

  if (!isLinux) return;

  it("is stopped between events, and continues whoever stopped it", async () => {
    const pid = (await lambda.invoke()).payload as number;
    while (stateOf(pid) !== "T") await new Promise((resolve) => setImmediate(resolve));
    process.kill(pid, "SIGSTOP");
    assert.equal((await lambda.invoke()).payload, pid);
  });

  for (const detached of [false, true]) {
    const where = detached ? "in a session of its own" : "in its group";
    it(`takes what it started ${where} with it when it ends`, async () => {
      const pids = (await lambda.invoke({ how: "start", detached })).payload as number[];
      for (const pid of pids) assert.notEqual(stateOf(pid), undefined);
      await lambda.close();
      for (const pid of pids) assert.equal(stateOf(pid), undefined);
    });
  }
});

describe("Execution environments", () => {
  if (!isLinux) return;

  const descriptors = () => readdirSync("/proc/self/fd").length;

  it("leave no process and no descriptor when they have ended", async () => {
    const lambda = await startTestLambda(`exports.handler = async () => process.pid;`);
    await lambda.invoke();
    const before = descriptors();
    const pids: number[] = [];
    for (let i = 0; i < 10; i++) {
      pids.push((await lambda.invoke()).payload as number);
      lambda.service.endIdle();
    }
    await untilEnded(...pids);
    while (descriptors() >= before) await new Promise((resolve) => setImmediate(resolve));
    await lambda.close();
  });

  it("whose process never asks for an event leave nothing either: 200 at once", async () => {
    const before = descriptors();
    const log = { write: () => undefined, output: () => undefined };
    const processes = Array.from({ length: 200 }, () => {
      return new RuntimeProcess({
        command: {
          file: "/bin/sleep",
          args: ["1000"],
          variables: {},
          workingDirectory: "/",
          isDebugged: false,
        },
        variables: {},
        log,
        onAnswer: () => undefined,
        onInspector: () => undefined,
        onExit: () => undefined,
      });
    });
    while (descriptors() < before + 200) await new Promise((resolve) => setImmediate(resolve));
    for (const each of processes) each.terminate();
    await Promise.all(processes.map(({ gone }) => gone));
    assert.ok(descriptors() <= before, `${descriptors()} descriptors, ${before} before`);
  });

  it("end with a service that is killed, although they are frozen", async () => {
    const service = spawn(
      process.execPath,
      ["--require", "tsx/cjs", join(__dirname, "../../support/frozen-environment.ts")],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const pid = Number(((await once(service.stdout, "data")) as [Buffer])[0]);
    while (stateOf(pid) !== "T") await new Promise((resolve) => setImmediate(resolve));
    service.kill("SIGKILL");
    await untilEnded(pid);
  });

  it("are gone when the service has closed, the busy ones too", async () => {
    const lambda = await startTestLambda(
      `${HOLDING} const { handler } = exports; exports.handler = async (event) => {
        console.log(process.pid); return handler(event); };`,
    );
    const logged = lambda.until("lambda.log");
    const { answer } = await lambda.hold();
    const pid = Number((await logged).message);
    await lambda.close();
    assert.equal(stateOf(pid), undefined);
    assert.equal((await answer).functionError, "Unhandled");
  });
});
