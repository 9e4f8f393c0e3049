import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { bootstrapZip } from "pulumi-laptop/test/support/bootstrap";

const FOLDER = join(__dirname, "function");
const BOOTSTRAP = join(FOLDER, "bootstrap");
const ARCHIVE = join(__dirname, "function.zip");

/**
 * Builds the function.
 * @returns why it cannot be built here: Go or its modules are missing, which a test does not fetch.
 */
function build(): string | undefined {
  const env = { ...process.env, CGO_ENABLED: "0", GOPROXY: "off" };
  const go = (...args: string[]) => spawnSync("go", args, { cwd: FOLDER, env, encoding: "utf8" });
  if (go("version").error) return "Go is not installed";
  if (go("list", "-deps", ".").status !== 0) return "run `go mod download` in its folder first";
  const { status, stderr } = go("build", "-tags", "lambda.norpc", "-o", "bootstrap", ".");
  assert.equal(status, 0, stderr);
  writeFileSync(ARCHIVE, bootstrapZip(readFileSync(BOOTSTRAP), 0o755));
  return undefined;
}

describe("examples/go-echo", function () {
  // A first build takes a minute.
  this.timeout(280_000);
  let laptop: Laptop;

  before(async function () {
    const missing = build();
    if (missing !== undefined) {
      console.log(`    examples/go-echo is skipped: ${missing}`);
      return this.skip();
    }
    laptop = await startLaptop({ program: __dirname });
  });
  after(async () => {
    await laptop?.close();
    for (const built of [BOOTSTRAP, ARCHIVE]) rmSync(built, { force: true });
  });

  it("sends every message to everyone, and counts them in TypeScript", async () => {
    const alice = await laptop.connect();
    const bob = await laptop.connect();
    await alice.send("hello");
    assert.deepEqual([await alice.next(), await bob.next()], ["hello", "hello"]);
    await alice.send({ action: "count" });
    assert.equal(await alice.next(), "2 connected");

    await bob.close();
    await laptop.settled();
    await alice.send({ action: "count" });
    assert.equal(await alice.next(), "1 connected");
    await alice.send("alone");
    assert.equal(await alice.next(), "alone");
  });

  it("needs no more permissions than it has, and no event fails", async () => {
    await laptop.settled();
    assert.deepEqual(laptop.entries({ event: "result", failed: true }), []);
    assert.deepEqual(laptop.entries({ event: "deny" }), []);
    const cold = laptop
      .entries({ service: "lambda", event: "log" })
      .map(({ line }) => String(line));
    assert.ok(cold.some((line) => line.endsWith("Clients created: a new execution environment.")));
  });
});
