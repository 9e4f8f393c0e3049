import { join } from "node:path";
import {
  Judgement,
  PolicyPacks,
  startAnalyzer,
  type Analyzer,
  type Evaluation,
  type PolicyFinding,
} from "pulumi-laptop";
import { PROJECT_FOLDER, PROJECT_NAME, type EvaluatedProgram } from "./evaluated";

/** This repository's pack. */
export const PACK = join(PROJECT_FOLDER, "policy");

/** What runs a pack for the Pulumi CLI. */
const PULUMI_RUNNER = [require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1"];

/** Starts the policy pack as the Pulumi CLI does, for a stack with this configuration and no other. */
export function startPack(
  stack: string,
  values: Record<string, string> = {},
  environment: Record<string, string> = {},
): Promise<Analyzer> {
  return startAnalyzer(
    { name: "policy", directory: PACK, main: "." },
    {
      project: {
        name: PROJECT_NAME,
        stack,
        directory: PROJECT_FOLDER,
        workingDirectory: PROJECT_FOLDER,
        configuration: { values, secretKeys: [], unreadable: {} },
      },
      preview: false,
      onOutput: console.error,
      runner: PULUMI_RUNNER,
      environment,
    },
  );
}

/** What a pack that runs finds in a program. */
export function judge(analyzer: Analyzer, evaluation: Evaluation): Promise<PolicyFinding[]> {
  return new Judgement(Promise.resolve(analyzer)).finish(evaluation);
}

/** What the pack finds in a program on a laptop. */
export async function findingsOf({
  project,
  evaluation,
}: EvaluatedProgram): Promise<PolicyFinding[]> {
  const packs = new PolicyPacks({ policyPacks: [PACK], onOutput: console.error });
  try {
    return await packs.start(project)!.findings(evaluation);
  } finally {
    packs.close();
  }
}
