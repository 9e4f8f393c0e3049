import { randomInt } from "node:crypto";
import { CommandLine } from "pulumi-laptop/src/cli/options/command-line";
import { TARGETS } from "./table";
import type { FuzzOptions } from "./fuzz";

const NAMES = Object.keys(TARGETS);

export const USAGE = `Usage: npm run fuzz -- [--minutes N] [--seed N] [TARGET...]

  --minutes N   for how long, all targets together (5 if not given)
  --seed N      what is generated: the same seed gives the same input (a new one if not given)
  TARGET        ${NAMES.join(", ")} (all if none is given)`;

const commandLine = new CommandLine(
  { minutes: { type: "string", default: "5" }, seed: { type: "string", default: "" } },
  USAGE,
);

/** @throws UserError for a wrong option, value or target. */
export function parseOptions(argv: string[]): FuzzOptions | "help" {
  const isValue = (index: number) => /^--(minutes|seed)$/.test(argv[index - 1] ?? "");
  const isTarget = (text: string, index: number) => !text.startsWith("-") && !isValue(index);
  const values = commandLine.read(argv.filter((text, index) => !isTarget(text, index)));
  if (values === "help") return values;
  const targets = argv.filter(isTarget);
  for (const name of targets)
    if (!NAMES.includes(name))
      throw commandLine.error(`Unknown target "${name}". Choose from ${NAMES.join(", ")}.`);
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw commandLine.error(`"--minutes" is "${values.minutes}". Give a number.`);
  const seed = values.seed === "" ? randomInt(2 ** 31) : Number(values.seed);
  if (!Number.isInteger(seed))
    throw commandLine.error(`"--seed" is "${values.seed}". Give a whole number.`);
  return { targets: targets.length > 0 ? targets : NAMES, minutes, seed };
}
