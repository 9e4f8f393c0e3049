import { resolve } from "node:path";
import { evaluate } from "../program/evaluate";
import { AGAINST, readNames, writeState } from "../program/kept/kept-state";
import type { PolicyFinding } from "../program/policy-packs/finding";
import { PolicyPacks } from "../program/policy-packs/policy-packs";
import { readProject } from "../program/project/project";
import { surroundingsOf } from "../program/project/surroundings";
import { UserError } from "../shared/errors";
import { parsePolicyOptions, USAGE, type PolicyCommand } from "./options/policy-options";

/** `pulumi-laptop policy`: what policy packs find in a program, without the Pulumi CLI and the cloud. */
export async function policy(argv: string[]): Promise<number> {
  const options = parsePolicyOptions(argv);
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  const { stack, json } = options;
  const { project, findings } = await judge(options);
  if (json) console.log(JSON.stringify({ project, stack, findings }, null, 2));
  else {
    const lines = findings.map(({ level, rule, message }) => `${level}  ${rule}: ${message}`);
    console.log([...lines, `${project}, stack ${stack}: ${countOf(findings)}`].join("\n"));
  }
  return findings.some(({ level }) => level === "mandatory") ? 1 : 0;
}

async function judge(command: PolicyCommand) {
  const { program, stack, config, preview, policyPacks, against, keep } = command;
  const environment = against === undefined ? undefined : { [AGAINST]: resolve(against) };
  const keptNames = against === undefined ? undefined : readNames(against);
  const project = readProject(resolve(program), stack, config);
  // What the program and the packs print is not part of the answer.
  const onOutput = (line: string) => console.error(line);
  const packs = new PolicyPacks({ policyPacks, preview, onOutput, environment });
  try {
    const started = packs.start(project);
    if (!started) {
      throw new UserError(
        "USAGE",
        `"${program}" has no folder "policy" with PulumiPolicy.yaml. Name a policy pack with --policy-pack DIR.`,
      );
    }
    const { onResource } = started;
    const options = { ...surroundingsOf(project), preview, onOutput, onResource, keptNames };
    const evaluation = await evaluate(project, options);
    if (keep !== undefined) writeState(keep, evaluation);
    return { project: project.name, findings: await started.findings(evaluation) };
  } finally {
    packs.close();
  }
}

/** For example `2 mandatory, 1 advisory`. */
function countOf(findings: PolicyFinding[]): string {
  const mandatory = findings.filter(({ level }) => level === "mandatory").length;
  return `${mandatory} mandatory, ${findings.length - mandatory} advisory`;
}
