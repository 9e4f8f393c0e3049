import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  evaluate,
  readProject,
  surroundingsOf,
  type Evaluation,
  type Project,
} from "pulumi-laptop";
import type { ClosureReport } from "pulumi-laptop/src/program/closure-report";
import type { FindDeclared } from "pulumi-laptop/src/load";
import { shareEvaluations } from "pulumi-laptop/src/test/shared-evaluations";
import { parse } from "yaml";

export const PROJECT_FOLDER = resolve(__dirname, "../..");

/** `pulumi new` gives a project that is made of this one another name. */
export const { name: PROJECT_NAME } = parse(
  readFileSync(join(PROJECT_FOLDER, "Pulumi.yaml"), "utf8"),
) as { name: string };

/** The product's stacks. */
export const STACKS = readdirSync(PROJECT_FOLDER).flatMap(
  (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
);

/** What tests choose together where each needs a part of it: one evaluation serves them all. */
export const SHARED_CONFIG = {
  accessLogs: "true",
  connectionsPerInvocation: "2",
  dashboard: "true",
  messagesPerSecond: "10",
};

export interface EvaluatedProgram {
  project: Project;
  evaluation: Evaluation;
  /** The stack's configuration by full key. */
  configuration: Record<string, string>;
}

interface Choice {
  /** The program's folder. */
  program?: string;
  stack?: string;
  config?: Record<string, string>;
  /** Whether what AWS computes stays unknown. */
  preview?: boolean;
}

const known = new Map<string, Promise<EvaluatedProgram>>();

/** What a program declares, in a process of its own. The same question is answered once. */
export function evaluated(choice: Choice = {}): Promise<EvaluatedProgram> {
  const key = JSON.stringify(choice);
  const answer = known.get(key) ?? evaluateProgram(choice);
  known.set(key, answer);
  return answer;
}

/** A folder of test/policy/programs. */
export function testProgram(name: string): string {
  return join(PROJECT_FOLDER, "test/policy/programs", name);
}

/** Finds what `evaluated` evaluated: for a laptop that no policy pack need judge. */
export const findUnjudged: FindDeclared = (asked, evaluateNow) =>
  shareEvaluations({ ...asked, policyPacks: ["none"] }, evaluateNow);

/** Processes of the tests share it, while none of the program's files changes. */
async function evaluateProgram({
  program = PROJECT_FOLDER,
  stack = "dev",
  config = {},
  preview = false,
}: Choice): Promise<EvaluatedProgram> {
  const project = readProject(program, stack, config);
  // As a laptop is asked, unless it is a preview.
  const surroundings = { ...surroundingsOf(project), ...(preview && { preview }) };
  const asked = { project, surroundings, policyPacks: undefined };
  const { evaluation } = await findUnjudged(asked, async () => {
    const closures: ClosureReport[] = [];
    const onClosure = (closure: ClosureReport) => void closures.push(closure);
    const options = { ...surroundings, onClosure, onOutput: () => undefined };
    return { evaluation: await evaluate(project, options), closures, findings: undefined };
  });
  return { project, evaluation, configuration: project.configuration.values };
}
