import { resolve } from "node:path";
import type { ClosureReport } from "../program/closure-report";
import { evaluate, ProgramError, type Evaluation } from "../program/evaluate";
import { readProject } from "../program/project/project";
import { placeOfArn } from "../shared/aws-names";
import { surroundingsOf } from "../program/project/surroundings";
import { codeOf } from "../model/code";
import { plain, type Properties } from "../program/resource";
import { measureInit } from "./init-time";
import type { FunctionReport } from "./report";
import { weigh } from "./weigh";

export interface ExamineOptions {
  /** The folder of the Pulumi program. */
  program: string;
  stack: string;
  /** Configuration that overrides the stack's file. */
  config: Record<string, string>;
}

/**
 * Evaluates a program and examines the closure of each of its functions.
 * @throws UserError if the program fails for any reason but a refused closure.
 */
export async function examineProgram({
  program,
  stack,
  config,
}: ExamineOptions): Promise<FunctionReport[]> {
  const project = readProject(resolve(program), stack, config);
  const reports: ClosureReport[] = [];
  let evaluation: Evaluation | undefined;
  try {
    evaluation = await evaluate(project, {
      ...surroundingsOf(project),
      onOutput: () => {},
      onClosure: (report) => reports.push(report),
    });
  } catch (error) {
    const isRefused = reports.some(hasError);
    if (!isRefused || !(error instanceof ProgramError)) throw error;
  }
  reports.sort((a, b) => a.name.localeCompare(b.name));
  const functions: FunctionReport[] = [];
  // One after the other: they are measured.
  for (const report of reports) functions.push(await examine(report, evaluation));
  return functions;
}

export function hasError({ findings }: Pick<FunctionReport, "findings">): boolean {
  return findings.some(({ severity }) => severity === "error");
}

async function examine(
  { name, place, captured, findings, code, inputs, files, layerPackages }: ClosureReport,
  evaluation: Evaluation | undefined,
): Promise<FunctionReport> {
  const weight = weigh({ code, inputs });
  // A laptop takes the build of a package for itself; a deployment refuses it.
  for (const finding of findings) if (finding.rule === "other-platform") finding.severity = "error";
  // A layer's content is known where the function runs.
  if (code === undefined || layerPackages.length > 0)
    return { name, ...weight, initMs: null, captured, findings };
  const init = await measureInit(code, variablesOf(code, evaluation), files);
  if ("error" in init) {
    const message = `The Init phase fails in a fresh process: ${init.error}. Set what it needs in environment.`;
    findings.push({ severity: "error", rule: "init-failed", name, ...place, message });
  }
  return {
    name,
    ...weight,
    initMs: "ms" in init ? init.ms : null,
    captured,
    findings,
  };
}

/** The environment variables of the function that runs a bundle. */
function variablesOf(code: string, evaluation: Evaluation | undefined): Record<string, string> {
  for (const { type, inputs, outputs } of evaluation?.resources ?? []) {
    if (type !== "aws:lambda/function:Function") continue;
    const archive = codeOf(inputs.code);
    const files = archive && "files" in archive ? Object.values(archive.files) : [];
    if (!files.some((file) => "text" in file && file.text.startsWith(code))) continue;
    const environment = plain(inputs.environment) as Properties | undefined;
    const { region } = placeOfArn(String(outputs.arn));
    return { AWS_REGION: region, ...(environment?.variables as Record<string, string>) };
  }
  return {};
}
