import { equal } from "node:assert/strict";
import { join } from "node:path";
import * as library from "pulumi-laptop/test";
import * as sources from "../../src/test/index";
import { run } from "../support/command";

const BOARD = join(__dirname, "board");

describe("pulumi-laptop/test", () => {
  it("exports what its sources export", () => {
    for (const [name, value] of Object.entries(sources))
      equal((library as Record<string, unknown>)[name], value, name);
  });

  it("is found by a test in plain JavaScript in this repository, as an ES module", async () => {
    const script = `
      import { FunctionFailed, startLaptop } from "pulumi-laptop/test";
      const laptop = await startLaptop();
      console.log((await laptop.invoke("worker", { error: "no" }).catch((error) => error)) instanceof FunctionFailed);
      await laptop.close();`;
    const args = ["--input-type=module", "--eval", script];
    const command = run(process.execPath, args, {}, BOARD);
    equal(await command.exited, 0, command.stderr);
    equal(command.stdout, "true\n");
  });
});
