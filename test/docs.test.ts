import { deepEqual, equal, ok } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { USAGE } from "pulumi-laptop/src/cli/options/start-options";
import { scripts } from "../package.json";
import { scripts as scriptsOfTools } from "../tools/package.json";
import { printCost } from "../tools/cost/print";
import { fidelityPage } from "../tools/docs/fidelity";
import { performancePage } from "../tools/docs/performance";
import { configurationPage } from "../tools/docs/settings";
import { PROJECT_FOLDER } from "./support/evaluated";

const FOLDERS = ["", "docs", ...subfoldersOf("packages"), ...subfoldersOf("examples")];
const PAGES = FOLDERS.flatMap((folder) => filesIn(folder, ".md"));

describe("The documentation", () => {
  it("has a README of less than 6 KB", () => {
    ok(Buffer.byteLength(read("README.md")) < 6000);
  });

  it("shows lines of index.ts in the README", () => {
    const [, block] = /```ts\n(.*?)```/s.exec(read("README.md"))!;
    const program = read("index.ts").split("\n");
    let from = 0;
    for (const line of block!.trimEnd().split("\n")) {
      const at = program.findIndex((text, index) => index >= from && text.trim() === line.trim());
      ok(at >= 0, line);
      from = at + 1;
    }
  });

  it("shows tests in docs/testing.md as they are", () => {
    const [, block] = /^## What such tests prove$.*?```ts\n(.*?)```/ms.exec(
      read("docs/testing.md"),
    )!;
    const trimmed = (text: string) => text.split("\n").map((line) => line.trim());
    const lines = trimmed(read("test/on-the-laptop/promises.test.ts"));
    for (const line of trimmed(block!)) ok(lines.includes(line), line);
  });

  it("has the settings of Pulumi.yaml and the stacks; npm run -w tools docs brings them up to date", async () => {
    equal(read("docs/configuration.md"), await configurationPage());
  });

  it("lists every comment Differs from AWS: and Unconfirmed: of the laptop; npm run -w tools docs brings them up to date", async () => {
    equal(read("docs/fidelity.md"), await fidelityPage());
  });

  it("has the table of npm run -w tools simulate; npm run -w tools docs brings it up to date", async () => {
    equal(read("docs/performance.md"), await performancePage());
  });

  it("has costs as npm run cost prints them", () => {
    const blocks = [
      ...read("docs/costs.md").matchAll(/```console\n\$ npm run cost -- (.*)\n([^`]*)```/g),
    ];
    equal(blocks.length, 2);
    for (const [, args, output] of blocks) equal(output, `${printCost(args!.split(" "))}\n`);
  });

  it("lists the options of npm start, and no others", () => {
    const [, section] = /^### npm start\n(.*?)^#/ms.exec(read("docs/commands.md"))!;
    const listed = [...section!.matchAll(/^\| `(--[\w-]+)/gm)].map(([, option]) => option);
    const known = [...USAGE.matchAll(/^ +(--[\w-]+)/gm)].map(([, option]) => option);
    deepEqual(listed.sort(), known.sort());
  });

  it("starts npm scripts that exist from VS Code", () => {
    const { configurations } = JSON.parse(read(".vscode/launch.json")) as {
      configurations: { runtimeExecutable?: string; runtimeArgs?: string[] }[];
    };
    const launched = configurations.filter(({ runtimeExecutable }) => runtimeExecutable === "npm");
    deepEqual(
      launched.map(({ runtimeArgs }) => runtimeArgs![0]! in scripts),
      [true, true],
    );
  });

  for (const page of PAGES) {
    it(`leads somewhere with every link and anchor of ${page}`, () => {
      for (const [, path, anchor] of read(page).matchAll(
        /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g,
      )) {
        const target = path === "" ? page : join(dirname(page), path!);
        ok(existsSync(join(PROJECT_FOLDER, target)), target);
        if (anchor !== undefined) ok(anchorsOf(target).has(anchor), `${target}#${anchor}`);
      }
    });

    it(`names npm scripts that exist, with options that they have, in ${page}`, () => {
      for (const [command, workspace, script, args = ""] of read(page).matchAll(
        /npm (?:run )?(?:-s |--silent )?(-w tools )?((?<=run .*)[\w:-]+|start|test)\b(?: -- ([^`\n#]*))?/g,
      )) {
        if (script === "NAME") continue;
        const known: Record<string, string> = workspace ? scriptsOfTools : scripts;
        ok(script! in known, command);
        const usage = sourcesOf(known[script!]!);
        for (const [option] of args.replace(/\$\([^)]*\)/g, "").matchAll(/(?<!\S)--[\w-]+/g))
          ok(option === "--help" || usage.includes(option), `${command}: ${option}`);
      }
    });
  }
});

function read(file: string): string {
  return readFileSync(join(PROJECT_FOLDER, file), "utf8");
}

function subfoldersOf(folder: string): string[] {
  return readdirSync(join(PROJECT_FOLDER, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
}

function filesIn(folder: string, extension: string): string[] {
  return readdirSync(join(PROJECT_FOLDER, folder))
    .filter((file) => file.endsWith(extension))
    .map((file) => join(folder, file));
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): Set<string> {
  const headings = [...read(page).matchAll(/^#+ (.*)$/gm)];
  return new Set(
    headings.map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** The text of the files that read a script's options. Of Pulumi's own, the pages need one. */
function sourcesOf(script: string): string {
  const [, command] = /pulumi-laptop (\w+)/.exec(script) ?? [];
  const [, tool] = /(tools\/.*)\/[\w-]+\.ts/.exec(script) ?? [];
  if (script.startsWith("pulumi ")) return "--stack";
  if (command === undefined && tool === undefined) return script;
  const folder = tool ?? "packages/laptop/src/cli";
  const files = readdirSync(join(PROJECT_FOLDER, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts") && file.includes(command ?? ""))
    .map((file) => read(join(folder, file)))
    .join("\n");
}
