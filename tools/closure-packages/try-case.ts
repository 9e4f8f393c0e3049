import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { bundleClosure } from "pulumi-callback/src/bundle/bundle";
import { cheaperImports, usesIn } from "pulumi-callback/src/bundle/cheaper-imports";
import { examine, type Finding } from "pulumi-callback/src/examine";
import { serializeClosure } from "pulumi-callback/src/serialize/serialize";
import ts from "typescript";
import type { Case } from "./case";
import { CASES } from "./cases";

/** What became of a case. */
export interface Trial {
  /** What the handler answers in the program. */
  live: string;
  /** What it answers in a process that has only the bundle. */
  bundled?: string;
  gzipBytes?: number;
  findings: Finding[];
  /** Imports that would bring less into the bundle. */
  cheaper?: string[];
  /** Why there is no bundle. */
  refusal?: string;
}

type Factory = () => (url: string) => Promise<unknown>;

interface Outcomes {
  outcomeOf(load: Factory, url: string): Promise<string>;
  compiled(code: string, file: string): { factory: Factory };
}

const NODE_MAJOR = 24;
const SCRIPT = join(__dirname, "outcome.cjs");
// oxlint-disable-next-line typescript/no-require-imports -- the fresh process needs it without a compiler
const { outcomeOf, compiled } = require(SCRIPT) as Outcomes;

/** Tries a case. The working folder is that of the packages. */
async function tried(name: string, url: string): Promise<Trial> {
  const directory = process.cwd();
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({ id: "id", state: inputs as object }),
    call: ({ inputs }) => inputs as object,
  });
  const { factory } = compiled(programOf(CASES[name]!), join(directory, "program.js"));
  const { captured, findings, functions, variables, copies } = await examine(factory, {
    form: "factory",
    directory,
  });
  const trial: Trial = { live: "", findings };
  try {
    const options = { form: "factory", functions, variables, copies, allowSecrets: false } as const;
    const serialized = await serializeClosure(factory, options);
    const { code, metafile } = await bundleClosure(serialized.text, directory, NODE_MAJOR);
    const cheaper = await cheaperImports(usesIn(captured), metafile, directory);
    trial.cheaper = cheaper.flatMap(({ statements }) => statements);
    trial.gzipBytes = gzipSync(code).length;
    trial.bundled = await inNewProcess(code, url);
  } catch (error) {
    trial.refusal = (error as Error).message;
  }
  // Last: it may change what the packages hold.
  trial.live = await outcomeOf(factory, url);
  return trial;
}

/** The program of a case as Pulumi runs it. */
function programOf({ imports, init = "", answer }: Case): string {
  const program = `${imports}
export const factory = () => {
  ${init}
  return async (url: string) => (${answer});
};`;
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2021,
    esModuleInterop: true,
  };
  return ts.transpileModule(program, { compilerOptions }).outputText;
}

async function inNewProcess(code: string, url: string): Promise<string> {
  const child = spawn(process.execPath, [SCRIPT], { cwd: "/", env: { PATH: process.env.PATH } });
  child.stdin.end(JSON.stringify({ code, url }));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const last = output.slice(output.lastIndexOf("\n") + 1);
  return last === "" ? `no answer: ${errors}` : (JSON.parse(last) as string);
}

const [name, url] = process.argv.slice(2);
void tried(name!, url!).then((trial) =>
  process.stdout.write(`\n${JSON.stringify(trial)}`, () => process.exit()),
);
