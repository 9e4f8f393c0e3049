import { UserError } from "pulumi-laptop/src/shared/errors";

export const USAGE = `Usage: npm run bench:simulation -- [CONNECTIONS ...]

Compares the simulation with broadcasts of the laptop runtime to so many connections (100 1000 10000).`;

/**
 * Reads the command line.
 * @throws UserError that names the argument and the way out.
 */
export function parseSizes(argv: string[]): number[] | "help" {
  if (argv.includes("--help")) return "help";
  for (const text of argv)
    if (!/^[1-9]\d{0,5}$/.test(text)) {
      const wayOut = "Give whole numbers of connections, from 1 to 999999.";
      throw new UserError("USAGE", `Unexpected argument "${text}". ${wayOut}\n\n${USAGE}`);
    }
  return argv.length > 0 ? argv.map(Number) : [100, 1000, 10_000];
}
