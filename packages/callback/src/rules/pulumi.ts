import type { Captured } from "../inspect/captured";
import type { Issue, Rule } from "./rule";

/** What belongs to the program, not to the deployed function. */
export const pulumiApi: Rule = ({ functions, captured }) => {
  const isPulumis = (name: string | undefined) => name?.startsWith("@pulumi/") ?? false;
  const used: Captured[] = [];
  for (const fn of functions) if (isPulumis(fn.package) && fn.reachedBy) used.push(fn.reachedBy);
  for (const thing of captured)
    if (isPulumis(thing.module?.package) || isPulumis(thing.package)) used.push(thing);
  return used.map((thing): Issue => {
    const { name, by: at } = thing.origin ?? thing;
    return {
      rule: "pulumi-api",
      name,
      at,
      message: `"${name}" is Pulumi's, and at run time there is no Pulumi: it throws or answers something else, and its package would be shipped. Take the value outside the closure, and pass it as an environment variable.`,
    };
  });
};

export const wholeResource: Rule = ({ captured }) =>
  captured
    .filter(({ kind, chains }) => kind === "resource" && chains.length === 0)
    .map(({ name, by, value }): Issue => {
      const outputs = Object.keys(value as object).filter((key) => !key.startsWith("__"));
      return {
        severity: "warning",
        rule: "whole-resource",
        name,
        at: by,
        message: `"${name}" is a resource and captured whole, with its ${outputs.length} outputs. Pass the outputs that are used as environment variables.`,
      };
    });

export const secrets: Rule = ({ captured }, { allowSecrets = false }) =>
  captured
    .filter(({ isSecret }) => isSecret)
    .map(({ name, by }) => ({
      ...(allowSecrets && { severity: "warning" }),
      rule: "secret",
      name,
      at: by,
      message: `"${name}" is a secret output: its value would be plain text in the function's code. Pass it as an environment variable, and read it with process.env inside callbackFactory.`,
    }));
