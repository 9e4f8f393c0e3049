import { resolveScopes } from "../serialize/scopes";
import { Scripts } from "./scripts";
import type { Issue, Rule } from "./rule";

/** Global names that the serializer captures all the same. */
const CAPTURED = new Set(["crypto", "require", "exports", "module", "__awaiter", "__rest"]);

/** The serializer takes a variable with the name of a global for that global. */
export const globalNames: Rule = ({ functions }) => {
  const scripts = new Scripts(functions);
  return functions.flatMap((fn): Issue[] => {
    if (fn.package || !fn.syntax) return [];
    const names = [...resolveScopes(fn.syntax).free.keys()].filter(
      (name) => Object.hasOwn(globalThis, name) && !CAPTURED.has(name),
    );
    return names
      .filter((name) => scripts.scopeOf(fn)?.find(name))
      .map((name) => ({
        rule: "global-name",
        name,
        at: fn,
        message: `"${name}" is the name of a global of Node.js too, which is used in its place at run time. Rename the variable.`,
      }));
  });
};
