import { parseArgs } from "node:util";
import { UserError } from "../errors";
import { nearest } from "../options";

export interface Options {
  /** The folder of the Pulumi program. */
  program: string;
  stack: string;
  /** Configuration that wins over the stack's file. */
  config: Record<string, string>;
  /** Whether to print for machines. */
  json: boolean;
}

const OPTIONS = {
  json: { type: "boolean", default: false },
  program: { type: "string", default: "." },
  stack: { type: "string", default: "dev" },
  config: { type: "string", multiple: true, default: [] as string[] },
  help: { type: "boolean", default: false },
} as const;

export const USAGE = `Usage: npm run closures -- [options]

  --json               print an array of functions for machines
  --program DIR        Pulumi program to look at (this folder)
  --stack NAME         stack to evaluate (dev)
  --config KEY=VALUE   configuration that wins over the stack's; may be repeated`;

/**
 * Reads the command line.
 * @returns the options, or "help" if they were asked for.
 * @throws UserError that names the argument and the way out.
 */
export function parseOptions(args: string[]): Options | "help" {
  const { values, tokens } = parseArgs({ args, options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "positional") throw usage(`Unexpected argument "${token.value}".`);
    if (token.kind !== "option") continue;
    const known = OPTIONS[token.name as keyof typeof OPTIONS];
    if (!known)
      throw usage(
        `Unknown option "${token.rawName}". Is "--${nearest(token.name, Object.keys(OPTIONS))}" meant?`,
      );
    if (known.type === "string" && token.value === undefined)
      throw usage(`Option "${token.rawName}" needs a value.`);
    if (known.type === "boolean" && token.value !== undefined)
      throw usage(`Option "${token.rawName}" takes no value.`);
  }
  if (values.help) return "help";
  return {
    json: values.json as boolean,
    program: values.program as string,
    stack: values.stack as string,
    config: Object.fromEntries((values.config as string[]).map(parseConfig)),
  };
}

function parseConfig(text: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw usage(`Option "--config" is "${text}". Write it as KEY=VALUE.`);
  return [key, value];
}

function usage(message: string): UserError {
  return new UserError("USAGE", `${message}\n\n${USAGE}`);
}
