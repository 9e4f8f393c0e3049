import { resolve } from "node:path";
import { checkPolicies, countOf, lineOf } from "../program/policy";
import { evaluate } from "../program/evaluate";
import { readProject } from "../program/project/project";
import { secretConfiguration } from "./options/secret-configuration";
import { parsePolicyOptions, USAGE, type PolicyCommand } from "./options/policy-options";

/** `pulumi-laptop policy`: what the policy pack says of a program, without the Pulumi CLI and the cloud. */
export async function policy(argv: string[]): Promise<number> {
  const options = parsePolicyOptions(argv);
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  const { stack, json } = options;
  const { project, findings } = await findingsOf({
    ...options,
    config: { ...secretConfiguration(process.env), ...options.config },
  });
  const isMandatory = findings.some(({ level }) => level === "mandatory");
  if (json) console.log(JSON.stringify({ project, stack, findings }, null, 2));
  else
    console.log(
      [...findings.map(lineOf), `${project}, stack ${stack}: ${countOf(findings)}`].join("\n"),
    );
  return isMandatory ? 1 : 0;
}

async function findingsOf({ program, stack, config, preview }: PolicyCommand) {
  const directory = resolve(program);
  const project = readProject(directory, stack, config);
  const configuration = project.configuration.values;
  const evaluation = await evaluate(project, {
    region: configuration["aws:region"] ?? "us-east-1",
    accountId: "123456789012",
    gatewayHost: "127.0.0.1:3000",
    preview,
    // What the program prints is not part of the answer.
    onOutput: (line) => console.error(line),
  });
  return {
    project: project.name,
    findings: checkPolicies(evaluation, { configuration, directory }),
  };
}
