// What the laptop does in an environment before Lambda's runtime starts.
import * as nodeModule from "node:module";

const { _PULUMI_LAPTOP_COMPILE_CACHE: compileCache } = process.env;
delete process.env._PULUMI_LAPTOP_COMPILE_CACHE;
// From Node.js 22.1 on.
const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder?: string) => void };
enableCompileCache?.(compileCache);

// Lambda runs no Node.js version that the SDK warns of.
const emitWarning = process.emitWarning.bind(process) as (...values: unknown[]) => void;
process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
  if (!/NodeVersionSupportWarning/.test(String(warning))) emitWarning(warning, ...rest);
};

void import("./bootstrap.js");
