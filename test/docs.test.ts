import { equal, ok } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { printCost } from "../tools/cost/print";
import { fidelityPage } from "../tools/docs/fidelity";
import { configurationPage } from "../tools/docs/settings";
import { PROJECT_FOLDER } from "./support/evaluated";
import { copyProgram } from "./support/copied-program";
import { startStage } from "pulumi-laptop/test/support/stage";

const read = (file: string) => readFileSync(join(PROJECT_FOLDER, file), "utf8");

describe("The documentation", () => {
  it("has the settings as Pulumi.yaml and the stacks have them; npm run docs brings them up to date", async () => {
    equal(read("docs/configuration.md"), await configurationPage());
  });

  it("lists every comment Differs from AWS: and Unconfirmed: of the laptop; npm run docs brings them up to date", async () => {
    equal(read("docs/fidelity.md"), await fidelityPage());
  });

  it("has costs as npm run cost prints them", () => {
    const blocks = [
      ...read("docs/costs.md").matchAll(/```console\n\$ npm run cost -- (.*)\n([^`]*)```/g),
    ];
    equal(blocks.length, 2);
    for (const [, args, output] of blocks) equal(output, `${printCost(args!.split(" "))}\n`);
  });

  it("links to what is there", () => {
    const pages = [
      "README.md",
      ...readdirSync(join(PROJECT_FOLDER, "docs")).map((file) => `docs/${file}`),
    ];
    for (const page of pages.filter((file) => file.endsWith(".md"))) {
      for (const [, path] of read(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g))
        ok(existsSync(join(PROJECT_FOLDER, dirname(page), path!)), `${page}: ${path}`);
    }
  });

  it("adds a route in words that work", async function () {
    this.timeout(60_000);
    const page = read("docs/configuration.md");
    const [, handler] = /\/\/ handlers\/ping\.ts\n(.*?)```/s.exec(page)!;
    const [, routes] = /\n {2}(routeKeys: .*),\n/.exec(page)!;
    const [, entry] = /\n {2}(ping: .*)\n/.exec(page)!;
    const program = await copyProgram();
    program.write("handlers/ping.ts", handler!);
    program.edit(
      "index.ts",
      "import { webSocketHandler }",
      'import { ping } from "./handlers/ping";\nimport { webSocketHandler }',
    );
    program.edit("index.ts", 'routeKeys: ["$connect", "$disconnect", "$default"]', routes!);
    program.edit("index.ts", "return webSocketHandler({", `return webSocketHandler({\n${entry}`);
    const stage = await startStage({ program: program.folder });
    try {
      const alice = await stage.connect();
      alice.send('{"action":"ping"}');
      equal(await alice.next(), "pong");
    } finally {
      await stage.close();
      await program.remove();
    }
  });
});
