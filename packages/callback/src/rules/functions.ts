import type { ClosureFunction } from "../inspect/captured";
import type { Issue, Rule } from "./rule";

/** Functions whose text behaves differently, or fails, outside of its file. */
export const functionTexts: Rule = ({ functions }) =>
  functions.flatMap((fn): Issue[] => {
    const by = fn.reachedBy?.by ?? fn;
    const name = fn.reachedBy?.name ?? fn.name;
    const issue = (rule: string, about: string, message: string): Issue => ({
      rule,
      name: about,
      at: fn.isNative || fn.package ? by : fn,
      message,
      origin: fn.origin,
    });
    if (fn.bound) return boundFunction(fn, name).map((m) => issue("bound-function", name, m));
    if (fn.isNative)
      return [
        issue(
          "native-function",
          name,
          `"${name}" is native code, which cannot be serialized. Create it inside callbackFactory.`,
        ),
      ];
    if (fn.obstacle?.includes("captured 'this'"))
      return [
        issue(
          "captured-this",
          "this",
          `An arrow function uses "this" of the code around it, which cannot be serialized. Assign what it needs to a const outside, and use that.`,
        ),
      ];
    if (fn.obstacle)
      return [
        issue(
          "unreadable",
          name,
          `"${name}" cannot be serialized: ${fn.obstacle} Declare it as a function with a name of its own.`,
        ),
      ];
    const undeclared = fn.unknown.filter((unknown) => !fn.optional.has(unknown));
    return undeclared.map((unknown) =>
      issue(
        "unknown-name",
        unknown,
        `"${unknown}" is not declared where the function is written: a ReferenceError at run time. Import or declare it, or write globalThis.${unknown} if the run time has it.`,
      ),
    );
  });

function boundFunction({ bound }: ClosureFunction, name: string): string[] {
  const { losesThis, losesArguments, losesVariables } = bound!;
  const instead = "Write a function that calls it: (...rest) => method(object, ...rest).";
  if (losesThis || losesArguments)
    return [
      `"${name}" is bound to an object, which is undefined at run time: only plain values stay bound. ${instead}`,
    ];
  if (losesVariables)
    return [`"${name}" is a bound function, whose variables cannot be serialized. ${instead}`];
  return [];
}
