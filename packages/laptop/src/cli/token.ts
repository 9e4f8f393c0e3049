import { CommandLine, PROGRAM_OPTIONS } from "./options/command-line";
import { readProject } from "../program/project/project";
import { issuerKeyFile, openIssuerKey } from "../issuer/issuer-key";
import { localToken } from "../issuer/local-token";

const USAGE = `Usage: pulumi-laptop token NAME [options]

Prints a token of NAME, signed by this machine in place of the Cognito user pool that issues the program's tokens.
A program that pulumi-laptop runs accepts it; nothing in the cloud does.

  --claim NAME=VALUE   a claim of the token; may be repeated
  --expires DURATION   how long it is valid: 30s, 10m or 2h; -10m for one that has expired (1h)
  --issuer URL         the claim iss (the program's configuration "issuer")
  --audience ID        the claim client_id (the program's configuration "audience")
  --program DIR        Pulumi program (this folder)
  --stack NAME         its stack (dev)
  --config KEY=VALUE   configuration that overrides the stack's; may be repeated`;

export const TOKEN_OPTIONS = {
  ...PROGRAM_OPTIONS,
  claim: { type: "string", multiple: true, default: [] as string[] },
  expires: { type: "string", default: "1h" },
  issuer: { type: "string" },
  audience: { type: "string" },
} as const;

const commandLine = new CommandLine(TOKEN_OPTIONS, USAGE);

/** `pulumi-laptop token`: a token of the local issuer. */
export async function token(argv: string[]): Promise<void> {
  const [name = "", ...rest] = argv;
  const isNamed = name !== "" && !name.startsWith("-");
  const values = commandLine.read(isNamed ? rest : argv);
  if (values === "help") return console.log(USAGE);
  if (!isNamed) throw commandLine.error("Missing the name, for example alice.");
  console.log(tokenOf(name, values, commandLine));
}

/** The token of a name, as the options of a command ask for it. */
export function tokenOf(
  name: string,
  values: {
    program: string;
    stack: string;
    config: string[];
    claim: string[];
    expires: string;
    issuer: string | undefined;
    audience: string | undefined;
  },
  { configuration, error }: Pick<CommandLine<never>, "configuration" | "error">,
): string {
  const { program, stack } = values;
  const project = readProject(program, stack, configuration(values.config, undefined));
  const { tokens } = project;
  return localToken(openIssuerKey(issuerKeyFile(program)), {
    name,
    issuer: values.issuer ?? tokens.issuer,
    audience: values.audience ?? tokens.audience,
    claims: Object.fromEntries(values.claim.map((text) => parseClaim(text, error))),
    expiresMs: parseDuration(values.expires, error),
    nowMs: Date.now(),
  });
}

/** `role=admin`; a value that is JSON is taken as such: `groups=["a","b"]`. */
function parseClaim(text: string, error: (message: string) => Error): [string, unknown] {
  const at = text.indexOf("=");
  if (at < 1) throw error(`Option "--claim" is "${text}". Write it as NAME=VALUE.`);
  const value = text.slice(at + 1);
  try {
    const parsed: unknown = JSON.parse(value);
    // A number that would be rounded stays as it was written.
    const isExact = !Number.isInteger(parsed) || Number.isSafeInteger(parsed);
    return [text.slice(0, at), isExact ? parsed : value];
  } catch {
    return [text.slice(0, at), value];
  }
}

const UNITS_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

function parseDuration(text: string, error: (message: string) => Error): number {
  const [, count, unit] = /^(-?\d{1,6})([smh])$/.exec(text) ?? [];
  if (unit !== undefined) return Number(count) * UNITS_MS[unit]!;
  throw error(`Option "--expires" is "${text}". Give seconds, minutes or hours: 30s, 10m or 2h.`);
}
