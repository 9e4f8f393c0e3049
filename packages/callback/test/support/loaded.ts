import { compileFunction } from "node:vm";

type Run = (module: object, exports: object, require: NodeJS.Require) => void;

/** The handler of a bundle, loaded in this process. */
export function handlerOf(code: string): () => unknown {
  const module = { exports: {} as { handler: () => unknown } };
  (compileFunction(code, ["module", "exports", "require"]) as Run)(module, module.exports, require);
  return module.exports.handler;
}

/** What an expression gives for the values of its variables. */
export function evaluated(expression: string, variables: Record<string, unknown>): unknown {
  const run = compileFunction(`return ${expression};`, Object.keys(variables));
  return (run as (...values: unknown[]) => unknown)(...Object.values(variables));
}
