// What the laptop does in an environment before Lambda's runtime starts.
import * as nodeModule from "node:module";
import { hold } from "./hold";
import { hasCallbacks } from "./version";

const { _PULUMI_LAPTOP_COMPILE_CACHE: compileCache, _PULUMI_LAPTOP_HOLD: heldBy } = process.env;
delete process.env._PULUMI_LAPTOP_COMPILE_CACHE;
delete process.env._PULUMI_LAPTOP_HOLD;
// From Node.js 22.1 on.
const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder?: string) => void };
enableCompileCache?.(compileCache);

// Lambda runs no Node.js version that the SDK warns of.
const emitWarning = process.emitWarning.bind(process) as (...values: unknown[]) => void;
process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
  if (!/NodeVersionSupportWarning/.test(String(warning))) emitWarning(warning, ...rest);
};

void start();

async function start(): Promise<void> {
  if (heldBy !== undefined) {
    // What Lambda's runtime consists of is loaded beforehand, the function's code is not.
    await (hasCallbacks ? import("./with-callbacks.js") : import("./with-promises.js"));
    hold(Number(heldBy));
  }
  await import("./bootstrap.js");
}
