import type { Level, Rule, Strictness } from "./rule";
import { isObject, parsed } from "./properties/values";

/** Configuration of the stack that the policies read, beside the enforcement levels given to the Pulumi CLI. */
export const STRICTNESS_KEY = "policy:strictness";
export const LEVELS_KEY = "policy:levels";

const STRICT_STACKS = /^(prod|production|staging)$/;
const LEVELS: string[] = ["advisory", "mandatory", "disabled"] satisfies Level[];

/**
 * What a stack is asked: `policy:strictness` of its configuration, else by its name.
 * @throws if the configuration is neither `lenient` nor `strict`.
 */
export function strictnessOf(stack: string, configuration: Record<string, string>): Strictness {
  const given = configuration[STRICTNESS_KEY];
  if (given === undefined) return STRICT_STACKS.test(stack) ? "strict" : "lenient";
  if (given === "lenient" || given === "strict") return given;
  throw new Error(
    `Configuration "${STRICTNESS_KEY}" is "${given}". Set it to "lenient" or "strict".`,
  );
}

/**
 * The enforcement level of each rule in a stack: its own for the stack's strictness, unless
 * `policy:levels` (an object of rule names and levels) says otherwise.
 * @throws if the configuration names an unknown rule or level.
 */
export function levelsOf(
  rules: Pick<Rule, "name" | "level">[],
  stack: string,
  configuration: Record<string, string>,
): Map<string, Level> {
  const strictness = strictnessOf(stack, configuration);
  const levels = new Map(rules.map(({ name, level }) => [name, level[strictness]]));
  const given = parsed(configuration[LEVELS_KEY] ?? "{}");
  if (!isObject(given))
    throw new Error(`Configuration "${LEVELS_KEY}" is not an object of rule names and levels.`);
  for (const [name, level] of Object.entries(given)) {
    if (!levels.has(name))
      throw new Error(`Configuration "${LEVELS_KEY}" names the unknown rule "${name}".`);
    if (!LEVELS.includes(level as string))
      throw new Error(
        `Configuration "${LEVELS_KEY}" sets "${name}" to ${JSON.stringify(level)}. Set it to ${LEVELS.join(", ")}.`,
      );
    levels.set(name, level as Level);
  }
  return levels;
}
