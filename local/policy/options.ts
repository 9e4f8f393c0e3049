import { parseArgs } from "node:util";
import { UserError } from "../errors";
import { nearest } from "../options";

export interface PolicyCommand {
  /** The folder of the Pulumi program. */
  program: string;
  stack: string;
  /** Configuration that wins over the stack's file. */
  config: Record<string, string>;
  /** Computed values stay unknown, as in `pulumi preview`. */
  preview: boolean;
  json: boolean;
}

const OPTIONS = {
  program: { type: "string", default: "." },
  stack: { type: "string", default: "dev" },
  config: { type: "string", multiple: true, default: [] as string[] },
  preview: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export const USAGE = `Usage: npm run policy -- [options]

  --program DIR        Pulumi program to check (this folder)
  --stack NAME         stack to check (dev)
  --config KEY=VALUE   configuration that wins over the stack's; may be repeated
  --preview            leave what AWS would compute unknown, as a first preview does
  --json               print one JSON object`;

/**
 * Reads the command line.
 * @throws UserError that names the argument and the way out.
 */
export function parsePolicyOptions(argv: string[]): PolicyCommand | "help" {
  const { values, tokens } = parseArgs({
    args: argv,
    options: OPTIONS,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional") throw usage(`Unexpected argument "${token.value}".`);
    if (token.kind !== "option") continue;
    const known = OPTIONS[token.name as keyof typeof OPTIONS];
    if (!known)
      throw usage(
        `Unknown option "${token.rawName}". Is "--${nearest(token.name, Object.keys(OPTIONS))}" meant?`,
      );
    if ((known.type === "string") !== (token.value !== undefined))
      throw usage(
        `Option "${token.rawName}" ${known.type === "string" ? "needs a value" : "takes no value"}.`,
      );
  }
  if (values.help) return "help";
  return {
    program: values.program as string,
    stack: values.stack as string,
    config: Object.fromEntries((values.config as string[]).map(parseConfig)),
    preview: values.preview as boolean,
    json: values.json as boolean,
  };
}

function parseConfig(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw usage(`Option "--config" is "${text}". Write it as KEY=VALUE.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function usage(message: string): UserError {
  return new UserError("USAGE", `${message}\n\n${USAGE}`);
}
