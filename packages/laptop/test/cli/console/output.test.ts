import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { connectTo } from "../../support/connection";

const REPOSITORY = join(__dirname, "../../../../..");

describe("pulumi-laptop start goes on", () => {
  it("without a disk for its journal and a reader of its output, and ends cleanly", async () => {
    const child = spawn(
      "node_modules/.bin/pulumi-laptop",
      [
        "start",
        "--port",
        "0",
        "--no-watch",
        "--program",
        "examples/mock",
        "--journal",
        "/dev/full",
      ],
      { cwd: REPOSITORY, stdio: ["ignore", "pipe", "pipe"] },
    );
    let [stdout, stderr] = ["", ""];
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.on("data", (text: Buffer) => {
        stdout += text.toString();
        const [started] = /ws:\S+/.exec(stdout) ?? [];
        if (started) resolve(started);
      });
      child.once("exit", () => reject(new Error(`It ended: ${stdout}${stderr}`)));
    });
    assert.deepEqual(stdout.match(/The journal .*/g), [
      'The journal "/dev/full" ends here: ENOSPC: no space left on device, write.',
    ]);
    // As `| head` does.
    child.stdout.destroy();
    for (let i = 0; i < 2; i++) await (await connectTo(url)).close();
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    assert.deepEqual([await exited, stderr], [[0, null], ""]);
  });
});
