import type { ClosureFunction } from "../inspect/captured";
import { classOf, hiddenStateOf } from "../inspect/native-objects";
import type { Issue, Rule } from "./rule";

/** What to write instead of an object that loses its state. */
const INSTEAD: Record<string, string> = {
  Date: "Capture its time as a number, or create it inside callbackFactory.",
  Buffer: "Capture it as a string, or create it inside callbackFactory.",
};

/** Objects with hidden state, of which the serializer writes only the properties. */
export const objects: Rule = ({ captured, cut, functions }) => {
  const issues = captured.flatMap(({ value, name, kind: sort, by: at, origin }): Issue[] => {
    if (sort === "output" || isPrivateMember(name, functions)) return [];
    const issue = (rule: string, message: string) => [{ rule, name, at, message, origin }];
    if (typeof value === "symbol")
      return issue(
        "symbol",
        `"${name}" holds ${String(value)}, and a symbol is serialized as an object that equals nothing: it is not found, or throws a TypeError. Use a string, or create it inside callbackFactory.`,
      );
    if (typeof value !== "object" || value === null) return [];
    const hidden = hiddenStateOf(value);
    if (hidden !== undefined) {
      const kind = hidden === "Proxy" ? hidden : classOf(value);
      return issue(
        "hidden-state",
        `"${name}" is ${article(kind)} ${kind}, whose content is not serialized: it throws when it is used. ${INSTEAD[kind] ?? "Create it inside callbackFactory."}`,
      );
    }
    if (value instanceof RegExp && value.lastIndex !== 0)
      return issue(
        "regexp-position",
        `"${name}" is a regular expression that has matched already: it goes on at ${value.lastIndex} here and starts at 0 at run time. Create it inside callbackFactory.`,
      );
    return [];
  });
  const cuts = cut.map(({ name, by, origin }) => ({
    rule: "circular",
    name,
    at: by,
    message: `"${name}" leads back to an object that is serialized in part: what comes after it is undefined at run time. Capture data that does not refer to itself.`,
    origin,
  }));
  return [...issues, ...cuts];
};

/** Reading such an object works; changing it behaves differently. */
export const extensibility: Rule = ({ captured }) =>
  captured.flatMap(({ value, name, kind, by: at, origin, module }): Issue[] => {
    if (kind === "output" || kind === "resource") return [];
    if (typeof value !== "object" || value === null || origin || module) return [];
    if (Object.isExtensible(value) || hiddenStateOf(value) !== undefined) return [];
    const state = Object.isFrozen(value)
      ? "frozen"
      : Object.isSealed(value)
        ? "sealed"
        : "not extensible";
    return [
      {
        severity: "warning",
        rule: "frozen-object",
        name,
        at,
        message: `"${name}" is ${state} here and can be changed at run time. Create it inside callbackFactory.`,
      },
    ];
  });

/** Whether a compiler made the variable for a private member, such as `_Counter_count`. Another rule reports those. */
function isPrivateMember(name: string, functions: ClosureFunction[]): boolean {
  return functions.some((fn) => fn.isClass && name.startsWith(`_${fn.name}_`));
}

/** With the article that fits its sound: "an AbortController", but "a URL" and "a Uint8Array". */
function article(noun: string): string {
  return /^[AEIO]/.test(noun) ? "an" : "a";
}
