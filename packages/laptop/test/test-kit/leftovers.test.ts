import { deepEqual } from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../support/command";

const BOARD = join(__dirname, "board");

/** It would transpile the laptop's sources again. */
const KEEP_TRANSPILED = join(__dirname, "../../src/program/process/preload/keep-transpiled.cjs");

/** Uses everything once, and prints what is left. */
const SCRIPT = `
const { connect } = require("node:net");
const { readdirSync, readFileSync } = require("node:fs");
const { startLaptop } = require("pulumi-laptop/test");
async function main() {
  const laptops = await Promise.all([1, 2].map(() => startLaptop({ program: ${JSON.stringify(BOARD)} })));
  const ports = [];
  for (const laptop of laptops) {
    const alice = await laptop.connect({ stage: "open" });
    laptop.delay("execute-api:ManageConnections", "1h");
    await alice.send("never");
    await laptop.settled();
    const { urls, dynamoDbEndpoint, invokeEndpoint } = laptop.runtime;
    ports.push(...[urls[0], dynamoDbEndpoint, invokeEndpoint].map((url) => Number(new URL(url).port)));
    await laptop.close();
    await laptop.close();
  }
  const isFree = (port) => new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1").on("connect", () => resolve(false) || socket.destroy()).on("error", () => resolve(true));
  });
  const taken = (await Promise.all(ports.map(isFree))).filter((free) => !free).length;
  const childrenNow = () => readdirSync("/proc/self/task")
    .flatMap((task) => readFileSync("/proc/self/task/" + task + "/children", "utf8").split(" ").filter(Boolean));
  // What was told to end takes a moment, on a busy machine a longer one.
  for (let i = 0; i < 600 && childrenNow().length > 0; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  const children = childrenNow().map((id) => readFileSync("/proc/" + id + "/cmdline", "utf8").replaceAll("\\0", " "));
  // What is left would keep the process running, timers that do not included.
  const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  console.log(JSON.stringify({ ports: ports.length, taken, children, timers }));
}
void main();
`;

describe("A laptop that is closed", () => {
  it("leaves no process, port, file and timer, and says nothing", async function () {
    if (process.platform !== "linux") this.skip();
    const folder = mkdtempSync(join(tmpdir(), "leftovers-"));
    const loaders = [KEEP_TRANSPILED, "ts-node/register/transpile-only"];
    const args = ["--no-deprecation", ...loaders.map((name) => `--require=${name}`)];
    const command = run(process.execPath, [...args, "--eval", SCRIPT], { TMPDIR: folder });
    const code = await command.exited;
    // Pulumi's own cache, which every evaluation of a program leaves.
    const left = readdirSync(folder).filter((name) => !name.startsWith("v8-compile-cache"));
    rmSync(folder, { recursive: true });
    deepEqual([code, command.stderr, left], [0, "", []]);
    deepEqual(JSON.parse(command.stdout), { ports: 6, taken: 0, children: [], timers: 0 });
  });
});
