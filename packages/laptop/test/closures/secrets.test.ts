import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "../../src/program/evaluate";
import { readProject } from "../../src/program/project/project";
import { codeOf } from "../../src/model/code";
import { SECRET, SIGNATURE_KEY } from "../../src/program/marks";
import { plain, type Properties } from "../../src/program/resource";
import { SURROUNDINGS } from "../support/program/declared";
import { programFolder, removeProgramFolders } from "../support/program/program-folder";

describe("A secret that a closure captures", () => {
  after(removeProgramFolders);
  const secret = `hush-${randomUUID()}`;

  const run = async (options: string, more = "") => {
    const folder = programFolder({
      "tsconfig.json": JSON.stringify({
        compilerOptions: { target: "ES2021", module: "nodenext", noCheck: true, rootDir: "/" },
      }),
      "index.ts": `
import * as pulumi from "@pulumi/pulumi";
import { Callback } from "pulumi-callback";
const token = pulumi.secret("${secret}").apply((text) => text.toUpperCase());
new Callback("keeper", {
  memorySize: 128, timeout: 3, logRetentionDays: 1, allow: [], ${options}
  callbackFactory: () => async () => token.get(),
});
${more}`,
    });
    const lines: string[] = [];
    const onOutput = (line: string) => lines.push(line);
    const evaluation = evaluate(readProject(folder, "dev", {}), { ...SURROUNDINGS, onOutput });
    return { evaluation, lines };
  };

  it("is refused by its name, with the way out and without its value", async () => {
    const { evaluation } = await run("");
    await rejects(evaluation, ({ message }: Error) => {
      ok(
        message.includes(
          'The closure of "keeper" would not run in Lambda as it does here:\n      index.ts:7: "token" is a secret output: its value would be plain text in the function\'s code. Pass it as an environment variable, and read it with process.env inside callbackFactory.',
        ),
        message,
      );
      return !message.toLowerCase().includes(secret);
    });
  });

  it("makes the code a secret where the program allows it, and is a warning", async () => {
    const { evaluation, lines } = await run("allowSecrets: true,");
    const { resources } = await evaluation;
    const { inputs } = resources.find(({ type }) => type === "aws:lambda/function:Function")!;
    equal((inputs.code as Properties)[SIGNATURE_KEY], SECRET);
    const code = codeOf(plain(inputs.code)) as { files: Record<string, { text: string }> };
    ok(code.files["index.js"]!.text.includes(secret.toUpperCase()));
    deepEqual(lines, [
      'warning: index.ts:7: "token" is a secret output: its value would be plain text in the function\'s code. Pass it as an environment variable, and read it with process.env inside callbackFactory.',
    ]);
  });

  it("is never kept in the cache of bundles", async () => {
    // One that is kept, so that there is a cache to look into.
    const { evaluation } = await run(
      "allowSecrets: true,",
      `new Callback("open", {
        memorySize: 128, timeout: 3, logRetentionDays: 1, allow: [],
        callbackFactory: () => async () => "nothing secret",
      });`,
    );
    await evaluation;
    const cache = "node_modules/.cache/pulumi-callback";
    const texts = readdirSync(cache).map((name) => readFileSync(join(cache, name), "utf8"));
    ok(texts.length > 0);
    deepEqual(
      texts.filter((text) => text.includes(secret.toUpperCase())),
      [],
    );
  });
});
