import type { Closure, ClosureFunction } from "../inspect/captured";
import { resolveScopes, type Assignment, type Variable } from "../serialize/scopes";
import { Scripts } from "./scripts";
import { offsetIn } from "../inspect/sources";
import { nodesOf } from "../serialize/syntax";
import type { Issue, Rule } from "./rule";

/** Each serialized function has its own copy of a variable, reset at each call. */
export const lostState: Rule = ({ root, functions }, { form }) =>
  functions.flatMap((fn): Issue[] => {
    if (!fn.syntax || fn.package) return [];
    const { freelyAssigned } = resolveScopes(fn.syntax);
    const lost = [...freelyAssigned].filter((name) => fn.captures.has(name));
    // The factory is called once, so a variable that only it captures keeps its value.
    const isShared = (name: string) =>
      functions.some(
        (other) =>
          other !== fn && other.location.file === fn.location.file && other.captures.has(name),
      );
    return lost
      .filter((name) => fn !== root || form === "callback" || isShared(name))
      .map((name) => ({
        rule: "lost-state",
        name,
        at: fn,
        message: `"${name}" is assigned to, but each call of the function starts with the value it had at deployment: what was assigned is lost. Declare it inside callbackFactory, where it is used.`,
        origin: fn.origin,
      }));
  });

/** The serializer reads a captured value once, while the program runs. */
export const frozenValue: Rule = (closure) => {
  const scripts = new Scripts(closure.functions);
  return closure.captured.flatMap((thing): Issue[] => {
    if (!thing.isDirect || thing.by.package || thing.kind === "module") return [];
    const variable = scripts.variableOf(thing);
    const late = variable?.assignments.find((a) => isLate(a, variable, thing.by, scripts, closure));
    if (!late) return [];
    return [
      {
        rule: "frozen-value",
        name: thing.name,
        at: thing.by,
        message: `"${thing.name}" is assigned to after the program has started, but the function keeps the value it had when it was serialized. Pass it as an environment variable, or capture a const.`,
      },
    ];
  });
};

/** Whether an assignment may happen after the closure was serialized, at the end of the program's first turn. */
function isLate(
  { node, functions }: Assignment,
  { scope }: Variable,
  by: ClosureFunction,
  scripts: Scripts,
  { functions: serialized }: Closure,
): boolean {
  // The program's first turn.
  if (functions.length === 0) return false;
  // Another rule reports assignments in serialized functions.
  const nodes = new Set(serialized.map((fn) => scripts.scopeOf(fn)?.node));
  if (functions.some((around) => nodes.has(around))) return false;
  const inner = functions.slice(scope.functions.length);
  const later = inner.filter((around) => !scripts.isCalledAtOnce(around));
  if (later.length > 0) return true;
  const around = functions.at(-1);
  if (!around?.async) return false;
  const start = offsetIn(by.location);
  return [...nodesOf(around)].some(
    ({ type, start: at }) => type === "AwaitExpression" && at > start && at < node.start,
  );
}
