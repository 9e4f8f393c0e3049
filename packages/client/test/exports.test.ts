import { equal } from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as kit from "../src/index";

/** What a program in plain JavaScript prints. */
async function printed(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: __dirname });
  return stdout.trim();
}

// Whether it works in another project is tested with the packed package: test/pack.test.ts.
describe("The client kit, in plain JavaScript in this repository", function () {
  this.timeout(60_000);
  const names = Object.keys(kit).sort().join();

  it("has all its names for an ES module", async () => {
    const script = `import { ${names} } from "pulumi-websockets-client"; console.log(Object.keys({ ${names} }).join())`;
    equal(await printed("--input-type=module", "--eval", script), names);
  });

  it("has all its names for CommonJS", async () => {
    const script = `console.log(Object.keys(require("pulumi-websockets-client")).sort().join())`;
    equal(await printed("--input-type=commonjs", "--eval", script), names);
  });
});
