import { evaluate, type EvaluateOptions, type Evaluation } from "../../../src/program/evaluate";
import { readProject } from "../../../src/program/project/project";
import type { Resource } from "../../../src/program/resource";
import { programFolder } from "./program-folder";

export const SURROUNDINGS = {
  region: "us-east-1",
  accountId: "123456789012",
  gatewayHost: "127.0.0.1:4000",
};

/** Evaluates the program in a folder. */
export function evaluateFolder(
  folder: string,
  output: string[] = [],
  config: Record<string, string> = {},
  options: Partial<EvaluateOptions> = {},
): Promise<Evaluation> {
  const project = readProject(folder, "dev", config);
  return evaluate(project, {
    ...SURROUNDINGS,
    ...options,
    onOutput: (line) => output.push(line),
  });
}

/** Evaluates a program of one file that imports Pulumi and the AWS provider. */
export function evaluateText(
  text: string,
  output: string[] = [],
  config: Record<string, string> = {},
): Promise<Evaluation> {
  const imports = `import * as pulumi from "@pulumi/pulumi";\nimport * as aws from "@pulumi/aws";\n`;
  return evaluateFolder(programFolder({ "index.ts": imports + text }), output, config);
}

/** The resource of that name whose type ends like this. */
export function named({ resources }: Evaluation, type: string, name: string): Resource {
  const found = resources.find((each) => each.name === name && each.type.endsWith(`:${type}`));
  if (found) return found;
  throw new Error(`There is no ${type} "${name}".`);
}
