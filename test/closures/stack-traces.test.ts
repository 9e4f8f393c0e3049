import { deepEqual, equal, match } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestConnection } from "../support/connection";
import { copyProgram, type CopiedProgram } from "../support/copied-program";
import { startStage, type TestStage } from "../support/stage";

const HANDLER = "handlers/broadcast.ts";
const BEFORE = 'const message = event.body ?? "";';
const THROW = 'if (message === "break") throw new TypeError("broken");';

/** The product, with a handler that throws when a message says so. */
describe("A stack trace", function () {
  this.timeout(60_000);
  let program: CopiedProgram;
  let stage: TestStage;
  let alice: TestConnection;

  const start = async (edit: (program: CopiedProgram) => void = () => {}) => {
    program = await copyProgram();
    program.edit(HANDLER, BEFORE, `${BEFORE}\n    ${THROW}`);
    edit(program);
    stage = await startStage({ program: program.folder, watch: true });
    alice = await stage.connect();
  };
  afterEach(async () => {
    await stage.close();
    await program.remove();
  });

  const failure = async () => {
    const logged = stage.until("lambda.log", { level: "ERROR" });
    const handled = stage.until("lambda.result");
    alice.send("break");
    await handled;
    return logged;
  };
  /** `file:line` of the first line with this text. */
  const placeOf = (file: string, text: string) => {
    const lines = readFileSync(join(program.folder, file), "utf8").split("\n");
    return `${file}:${lines.findIndex((line) => line.includes(text)) + 1}`;
  };
  /** `file:line` of the function's frames. */
  const placesIn = (trace: string) =>
    [...trace.matchAll(/([\w-]+\/[\w-]+\.ts:\d+):\d+/g)].map(([, place]) => place);
  const codeOfFunction = () => {
    const code = stage.runtime.model.functions[0]!.code as {
      files: Record<string, { text: string }>;
    };
    return code.files;
  };

  it("names the lines of TypeScript in the log, in the message and in the line", async () => {
    await start();
    const { message, line } = await failure();
    const places = [
      placeOf(HANDLER, THROW),
      placeOf("handlers/web-socket-handler.ts", "return routes[routeKey]!"),
    ];
    match(String(message), /^TypeError: broken\n {4}at /);
    deepEqual(placesIn(String(message)), places);
    deepEqual(placesIn(String(line)), places);
    deepEqual(Object.keys(codeOfFunction()), ["index.js"]);
  });

  it("names the new lines when lines move, of the same code in the same environment", async () => {
    await start();
    await failure();
    const before = { ...codeOfFunction() };
    const reloaded = stage.until("program.reload");
    program.edit(HANDLER, BEFORE, `\n    // A line more.\n    ${BEFORE}`);
    await reloaded;
    const { message } = await failure();
    equal(placesIn(String(message))[0], placeOf(HANDLER, THROW));
    deepEqual(codeOfFunction(), before);
    const environments = new Set(stage.all("lambda.invoke").map(({ environment }) => environment));
    equal(environments.size, 1);
  });

  it("is Node's own with the source map in the archive, where the program asks for it", async () => {
    await start(({ edit }) =>
      edit("index.ts", "callbackFactory:", "sourceMap: true,\n  callbackFactory:"),
    );
    deepEqual(Object.keys(codeOfFunction()), ["index.js", "index.js.map"]);
    equal(stage.runtime.model.functions[0]!.environment.NODE_OPTIONS, "--enable-source-maps");
    const { message } = await failure();
    match(String(message), /\(\/.*\/handlers\/broadcast\.ts:\d+:\d+\)/);
    equal(placesIn(String(message))[0], placeOf(HANDLER, THROW));
  });
});
