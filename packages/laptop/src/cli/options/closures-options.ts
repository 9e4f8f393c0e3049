import { CommandLine, PROGRAM_OPTIONS } from "./command-line";

export interface Options {
  /** The folder of the Pulumi program. */
  program: string;
  stack: string;
  /** Configuration that overrides the stack's file. */
  config: Record<string, string>;
  /** Whether to print for machines. */
  json: boolean;
  /** Whether to print what each function captures and ships, after the verdict. */
  verbose: boolean;
}

const OPTIONS = {
  ...PROGRAM_OPTIONS,
  json: { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
} as const;

export const USAGE = `Usage: pulumi-laptop closures [options]

  --verbose            print what each function captures and ships too
  --json               print an array of functions for machines
  --program DIR        Pulumi program to examine (this folder)
  --stack NAME         stack to evaluate (dev)
  --config KEY=VALUE   configuration that overrides the stack's; may be repeated
  --lookup FILE        answers of the cloud that the program asks for, as JSON`;

const commandLine = new CommandLine(OPTIONS, USAGE);

/**
 * Reads the command line.
 * @returns the options, or "help" if that was asked for.
 * @throws UserError that names the argument and the way out.
 */
export function parseOptions(args: string[]): Options | "help" {
  const values = commandLine.read(args);
  if (values === "help") return values;
  const { lookup, ...rest } = values;
  return { ...rest, config: commandLine.configuration(values.config, lookup) };
}
