import { UserError } from "pulumi-laptop/src/shared/errors";
import { reportError } from "pulumi-laptop/src/cli/console/report-error";

/** A whole number on the command line of a benchmark. */
export interface NumberArgument {
  /** As the help names it: `ROUNDS`. */
  name: string;
  byDefault: number;
  least: number;
}

/**
 * Reads numbers in their order.
 * @param usage the help.
 * @throws UserError that names the argument and the way out.
 */
export function readNumbers(
  argv: string[],
  wanted: NumberArgument[],
  usage: string,
): number[] | "help" {
  if (argv.includes("--help")) return "help";
  const extra = argv[wanted.length];
  if (extra !== undefined)
    throw new UserError("USAGE", `Unexpected argument "${extra}".\n\n${usage}`);
  return wanted.map(({ name, byDefault, least }, i) => {
    const text = argv[i];
    if (text === undefined) return byDefault;
    if (/^\d{1,7}$/.test(text) && Number(text) >= least) return Number(text);
    const wayOut = `Give a whole number from ${least} to 9999999.`;
    throw new UserError("USAGE", `${name} is "${text}". ${wayOut}\n\n${usage}`);
  });
}

/** Runs a benchmark with the numbers of its command line. */
export async function runBenchmark(
  wanted: NumberArgument[],
  usage: string,
  main: (...numbers: number[]) => Promise<void>,
): Promise<void> {
  try {
    const numbers = readNumbers(process.argv.slice(2), wanted, usage);
    if (numbers === "help") console.log(usage);
    else await main(...numbers);
  } catch (error) {
    process.exitCode = reportError(error);
  }
}
