import { CommandLine, JUDGED_PROGRAM_OPTIONS } from "./command-line";

export interface PolicyCommand {
  /** The folder of the Pulumi program. */
  program: string;
  stack: string;
  /** Configuration that overrides the stack's file. */
  config: Record<string, string>;
  /** Folders of policy packs; if there are none, the program's folder "policy" applies. */
  policyPacks: string[];
  /** Computed values stay unknown, as in `pulumi preview`. */
  preview: boolean;
  /** What was deployed, as `pulumi stack export` writes it: changes against it are judged. */
  against: string | undefined;
  /** Where to write what the program declares, in the same form. */
  keep: string | undefined;
  json: boolean;
}

const OPTIONS = {
  ...JUDGED_PROGRAM_OPTIONS,
  preview: { type: "boolean", default: false },
  against: { type: "string" },
  keep: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

export const USAGE = `Usage: pulumi-laptop policy [options]

  --program DIR        Pulumi program to check (this folder)
  --stack NAME         stack to check (dev)
  --config KEY=VALUE   configuration that overrides the stack's; may be repeated
  --lookup FILE        answers of the cloud that the program asks for, as JSON
  --policy-pack DIR    policy pack to check it with (its folder "policy"); may be repeated
  --preview            leave what AWS would compute unknown, as a first preview does
  --against FILE       judge also what changes, against a file of pulumi stack export or --keep
  --keep FILE          write what the program declares to a file for --against
  --json               print one JSON object`;

const commandLine = new CommandLine(OPTIONS, USAGE);

/**
 * Reads the command line.
 * @throws UserError that names the argument and the way out.
 */
export function parsePolicyOptions(argv: string[]): PolicyCommand | "help" {
  const values = commandLine.read(argv);
  if (values === "help") return values;
  const { "policy-pack": policyPacks, config, lookup, against, keep, ...rest } = values;
  return { ...rest, against, keep, policyPacks, config: commandLine.configuration(config, lookup) };
}
