import { equal } from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { endCommands, run } from "pulumi-laptop/test/support/command";
import { nodeBinary } from "../../tools/node-binary";
import { bundle } from "./support/bundle";
import { serve } from "./support/echo-server";

/** Sends, is cut, sends again and is closed; then nothing may keep the process running. */
const PROGRAM = `
const { connect } = require("./kit.cjs");
const connection = connect({ url: process.argv[2], random: () => 0.1 });
connection.on("state", ({ name }) => console.log(name));
(async () => {
  await connection.send({ action: "one" });
  await connection.send({ action: "cut" }).catch(() => undefined);
  await connection.send({ action: "two" });
  await connection.close();
  console.log(typeof WebSocket);
})();
`;

describe("The client kit, in Node.js", function () {
  const folder = mkdtempSync(join(tmpdir(), "kit-"));
  let server: Awaited<ReturnType<typeof serve>>;
  before(() => {
    writeFileSync(join(folder, "kit.cjs"), bundle("cjs"));
    writeFileSync(join(folder, "program.cjs"), PROGRAM);
  });
  beforeEach(async () => {
    server = await serve("");
    let isCut = false;
    server.onMessage((socket, action) => {
      if (action !== "cut" || isCut) return;
      isCut = true;
      socket.terminate();
    });
  });
  afterEach(() => server.close());
  afterEach(endCommands);
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [major, webSocket] of [
    [20, "undefined"],
    [22, "function"],
    [24, "function"],
  ] as const)
    it(`${major} ${major === 20 ? "finds ws" : "has a WebSocket of its own"}, and ends when the connection is closed`, async function () {
      const binary = await Promise.resolve()
        .then(() => nodeBinary(major))
        .catch(() => undefined);
      // There is no package of it for this platform, or no registry.
      if (binary === undefined) this.skip();
      const modules = join(folder, "node_modules");
      rmSync(modules, { recursive: true, force: true });
      if (major === 20) {
        mkdirSync(modules);
        symlinkSync(dirname(require.resolve("ws/package.json")), join(modules, "ws"), "junction");
      }
      const program = run(binary, ["program.cjs", server.url], {}, folder);
      equal(await program.exited, 0, program.stderr);
      const states = ["open", "waiting", "connecting", "open", "closed", webSocket];
      equal(program.stdout, `${states.join("\n")}\n`);
    });
});
