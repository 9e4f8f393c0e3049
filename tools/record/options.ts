import { join } from "node:path";
import { CommandLine } from "pulumi-laptop/src/cli/options/command-line";

export interface RecordOptions {
  url: URL;
  profile: string | undefined;
  program: string;
  out: string | undefined;
  slow: boolean;
  /** Names of cases; all if there are none. */
  only: string[];
  json: boolean;
}

export interface CompareOptions {
  compare: string[];
  json: boolean;
}

export const USAGE = `Usage: npm run record -- --url URL [options]
       npm run record -- --compare FILE [FILE] [--json]

Does from outside what docs/fidelity.md is about, and records what is seen. The URL is of examples/probe, deployed on
AWS or on a laptop.

  --url URL         ws:// or wss:// address that examples/probe exports
  --profile NAME    profile of the AWS CLI whose credentials call the management API
  --program DIR     program that a stage on this machine belongs to (examples/probe)
  --out FILE        where to write the recording (recordings/DATE-aws.json or -laptop.json)
  --slow            run the cases that take ten minutes to two hours as well
  --only NAME       run this case; may be repeated
  --compare FILE    show where a recording differs from the laptop, or from a second one
  --json            print one JSON object`;

const OPTIONS = {
  url: { type: "string" },
  profile: { type: "string" },
  program: { type: "string", default: "examples/probe" },
  out: { type: "string" },
  slow: { type: "boolean", default: false },
  only: { type: "string", multiple: true, default: [] as string[] },
  compare: { type: "string", multiple: true, default: [] as string[] },
  json: { type: "boolean", default: false },
} as const;

const commandLine = new CommandLine(OPTIONS, USAGE);

/**
 * Reads the command line.
 * @throws UserError that names the option and the way out.
 */
export function parseRecordOptions(
  argv: string[],
  names: readonly string[],
): RecordOptions | CompareOptions | "help" {
  const { options, files } = withoutFiles(argv);
  const values = commandLine.read(options);
  if (values === "help") return values;
  const { url, profile, program, out, slow, only, compare, json } = values;
  if (compare.length > 0) {
    if (url !== undefined) throw commandLine.error("Give --url to record, or --compare; not both.");
    const all = [...compare, ...files];
    if (all.length > 2) throw commandLine.error("--compare takes one or two files.");
    return { compare: all, json };
  }
  if (url === undefined) throw commandLine.error("Missing --url URL, or --compare FILE.");
  if (!URL.canParse(url) || !/^wss?:$/.test(new URL(url).protocol))
    throw commandLine.error(
      `Option "--url" is "${url}". Give an address that begins with ws:// or wss://.`,
    );
  for (const name of only)
    if (!names.includes(name))
      throw commandLine.error(
        `Option "--only" is "${name}", which is no case. The cases are ${names.join(", ")}.`,
      );
  return { url: new URL(url), profile, program, out, slow, only, json };
}

/** Where a recording is written unless --out says otherwise. */
export function defaultFile(recordedAt: string, of: string): string {
  return join("recordings", `${recordedAt.slice(0, 19).replaceAll(":", "-")}-${of}.json`);
}

/** After --compare FILE a second file may follow. */
function withoutFiles(argv: string[]): { options: string[]; files: string[] } {
  const at = argv.findIndex((arg) => arg === "--compare" || arg.startsWith("--compare="));
  if (at < 0) return { options: argv, files: [] };
  const next = argv[at] === "--compare" ? at + 2 : at + 1;
  const second = argv[next];
  if (second === undefined || second.startsWith("-")) return { options: argv, files: [] };
  return { options: argv.toSpliced(next, 1), files: [second] };
}
