import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../shared/errors";
import { configure, type Configuration, type Declarations } from "./configuration";
import { EXPERIMENTS_KEY, experimentMessages, type ExperimentMessages } from "./laptop-settings";
import { readYaml } from "./yaml";

/** A Pulumi project and one of its stacks, as their files describe them. */
export interface Project {
  name: string;
  stack: string;
  /** The folder of Pulumi.yaml. */
  directory: string;
  /** The entry point, relative to `directory`; "." leaves it to package.json. */
  main: string;
  /** Options for Node.js from `runtime.options.nodeargs`. */
  nodeArguments: string[];
  configuration: Configuration;
  /** The messages that the experiments need, if the program says that it answers them. */
  experiments: ExperimentMessages | undefined;
  /** Pulumi.yaml and the stack's file, which are watched as the program's own files are. */
  files: string[];
}

interface ProjectFile {
  name?: string;
  runtime?: string | { name?: string; options?: { nodeargs?: string } };
  main?: string;
  config?: Declarations;
}

/**
 * Reads Pulumi.yaml and Pulumi.<stack>.yaml.
 * @param overrides configuration that wins over the files; a key without a namespace is the project's.
 * @param environment holds the secrets that "laptop:secrets" names.
 * @throws UserError if a file is missing or wrong, or if the stack is unknown.
 */
export function readProject(
  directory: string,
  stack: string,
  overrides: Record<string, string>,
  environment: NodeJS.ProcessEnv = process.env,
): Project {
  const projectPath = join(directory, "Pulumi.yaml");
  if (!existsSync(projectPath)) {
    throw new UserError(
      "PROJECT",
      `No Pulumi.yaml in "${directory}". Name a Pulumi program with --program DIR.`,
    );
  }
  const project = readYaml<ProjectFile>(projectPath);
  if (!project.name)
    throw new UserError(
      "PROJECT",
      `"${projectPath}" has no name. Add the line "name: my-project".`,
    );
  const runtime = typeof project.runtime === "string" ? { name: project.runtime } : project.runtime;
  if (runtime?.name !== "nodejs") {
    throw new UserError(
      "PROJECT",
      `"${projectPath}" has the runtime "${runtime?.name}". Only "nodejs" runs here.`,
    );
  }
  const stackPath = join(directory, `Pulumi.${stack}.yaml`);
  requireStack(directory, stack, stackPath);
  const configuration = configure(
    project.name,
    stack,
    project.config ?? {},
    readYaml<{ config?: Record<string, unknown> }>(stackPath).config ?? {},
    overrides,
    environment,
  );
  return {
    name: project.name,
    stack,
    directory,
    main: project.main ?? ".",
    nodeArguments: runtime.options?.nodeargs?.split(/\s+/).filter(Boolean) ?? [],
    configuration,
    experiments: experimentMessages(configuration.values[EXPERIMENTS_KEY]),
    files: [projectPath, stackPath],
  };
}

/** A project without any stack file may have any stack, as with the Pulumi CLI. */
function requireStack(directory: string, stack: string, stackPath: string): void {
  if (existsSync(stackPath)) return;
  const stacks = readdirSync(directory).flatMap(
    (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
  );
  if (stacks.length > 0 || !/^[A-Za-z0-9_.-]+$/.test(stack)) {
    const known =
      stacks.map((name) => `"${name}"`).join(", ") || "any name of letters, digits, - and _";
    throw new UserError("PROJECT", `Unknown stack "${stack}". Choose with --stack: ${known}.`);
  }
}
