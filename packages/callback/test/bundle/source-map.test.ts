import { deepEqual, equal, match } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { bundleClosure } from "../../src/bundle/bundle";
import { examine } from "../../src/examine";
import { sourceMapOf } from "../../src/bundle/source-map";
import { serialized } from "../support/closure";

const DIRECTORY = join(__dirname, "../../../..");
const FILE = "packages/callback/test/bundle/source-map.test.ts";

function declared(): never {
  throw new Error("declared");
}
const arrow = (): never => {
  throw new Error("arrow");
};
const curried = (text: string) => () => {
  if (text) throw new Error("curried");
};
const inner = curried("inner");
const methods = {
  name: "methods",
  throws() {
    if (this.name) throw new Error("method");
  },
};
class Failing {
  constructor(readonly text: string) {
    if (text === "constructor") throw new Error("constructor");
  }
  get now(): never {
    throw new Error("accessor");
  }
  static make(): never {
    throw new Error("static");
  }
}
let calls = 0;
function counts(): never {
  if (++calls > 0) throw new Error("assigns");
  return calls as never;
}
async function* pages(): AsyncGenerator<number> {
  yield await Promise.resolve(1);
  throw new Error("generator");
}
function withDefault(text = "default", { length } = text) {
  if (length === 7) throw new Error("default");
}

/** Functions that throw an error whose message stands in the line that throws. */
const THROWERS: Record<string, () => unknown> = {
  "the closure itself": () => {
    throw new Error("itself");
  },
  "a function": () => declared(),
  "an arrow function": () => arrow(),
  "an arrow function in a function that returned it": () => inner(),
  "a method": () => methods.throws(),
  "a constructor": () => new Failing("constructor"),
  "an accessor": () => new Failing("").now,
  "a static method": () => Failing.make(),
  "a function that assigns to what it captures": () => counts(),
  "an async generator": async () => {
    for await (const page of pages()) if (page !== 1) return;
  },
  "a function with defaults": () => withDefault(),
};

describe("The source map of a bundle", () => {
  const lines = readFileSync(join(DIRECTORY, FILE), "utf8").split("\n");

  for (const [name, throws] of Object.entries(THROWERS)) {
    it(`leads from ${name} to the line of TypeScript that throws`, async () => {
      const { message, file, line } = await failureOf(() => throws);
      equal(file, FILE);
      match(lines[line - 1]!, new RegExp(`throw new Error\\("${message}"\\);`));
    });
  }

  it("knows the program's own files only, relative to its folder, and holds no text of theirs", async () => {
    const { sourceMap } = await mapped(() => () => new PutItemCommand(methods as never).input);
    deepEqual(Object.keys(sourceMap), ["version", "sources", "names", "mappings"]);
    deepEqual(sourceMap.sources, [FILE]);
  });

  it("leads nowhere from a function that another has the text of", async () => {
    const twins = [
      () => {
        throw new Error("twin");
      },
      () => {
        throw new Error("twin");
      },
    ];
    const failed = await failureOf(() => () => twins.map((twin) => twin() as unknown));
    deepEqual([failed.message, failed.file], ["twin", "index.js"]);
  });

  it("is the same each time", async () => {
    const factory = () => () => declared();
    deepEqual(await mapped(factory), await mapped(factory));
  });
});

interface Failure {
  message: string;
  /** Relative to the folder of the bundle, as the map's sources are to that of the program. */
  file: string;
  line: number;
}

async function failureOf(factory: () => unknown): Promise<Failure> {
  const { code, sourceMap } = await mapped(factory);
  return failure(code, sourceMap);
}

async function mapped(factory: () => unknown) {
  const { functions } = await examine(factory, { form: "factory", directory: DIRECTORY });
  const text = await serialized(factory);
  const bundle = await bundleClosure(text, DIRECTORY, 20);
  return { code: bundle.code, sourceMap: sourceMapOf(bundle, text, functions, DIRECTORY) };
}

/** How Node.js says that the handler fails. */
function failure(code: string, sourceMap: object): Failure {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "source-map-")));
  try {
    writeFileSync(join(folder, "index.js"), `${code}//# sourceMappingURL=index.js.map\n`);
    writeFileSync(join(folder, "index.js.map"), JSON.stringify(sourceMap));
    const call = `Promise.resolve().then(require("./index.js").handler).catch(({ stack }) => console.log(stack))`;
    const stack = execFileSync(process.execPath, ["--enable-source-maps", "--eval", call], {
      cwd: folder,
      encoding: "utf8",
    });
    const [, message, file, line] = /^Error: (.*)\n.*?\(?([^\s(]+):(\d+):\d+\)?\n/.exec(stack)!;
    return { message: message!, file: relative(folder, file!), line: Number(line) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
