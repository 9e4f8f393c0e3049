import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../shared/errors";
import { entryOf, nodeOptionsOf, type Entry, type NodeOptions, type RuntimeSetting } from "./entry";
import { configure, type Configuration, type Declarations } from "./configuration";
import {
  EXPERIMENTS_KEY,
  experimentMessages,
  leftOutNames,
  LOOKUP_KEY,
  STACK_REFERENCES_KEY,
  stackReferences,
  WITHOUT_KEY,
  type ExperimentMessages,
} from "./laptop-settings";
import { joined, readLookups, stackLookups, type Lookups } from "./lookups";
import { readYaml } from "./yaml";

/** A Pulumi project and one of its stacks, as their files describe them. */
export interface Project extends Entry, NodeOptions {
  name: string;
  stack: string;
  /** The folder of Pulumi.yaml. */
  directory: string;
  configuration: Configuration;
  /** The messages that the experiments need, if the program says that it answers them. */
  experiments: ExperimentMessages | undefined;
  /** Which tokens the program accepts, as its own configuration says under these names; empty if it does not. */
  tokens: { issuer: string; audience: string };
  /** What the cloud and other stacks would answer. */
  lookups: Lookups;
  /** Types and names of what a run leaves out. */
  without: string[];
  /** Pulumi.yaml and the stack's file, which are watched as the program's own files are. */
  files: string[];
}

interface ProjectFile {
  name?: string;
  runtime?: RuntimeSetting;
  main?: string;
  /** Once the folder of the stacks' files. */
  config?: Declarations | string;
  stackConfigDir?: string;
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
  const projectPath = existing(directory, "Pulumi");
  if (projectPath === undefined) {
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
  const nodeOptions = nodeOptionsOf(projectPath, project.runtime);
  const { config = {} } = project;
  const [declarations, configDirectory] = typeof config === "string" ? [{}, config] : [config];
  const stacks = resolve(directory, project.stackConfigDir ?? configDirectory ?? ".");
  const stackPath = existing(stacks, `Pulumi.${stack}`) ?? join(stacks, `Pulumi.${stack}.yaml`);
  requireStack(stacks, stack, stackPath);
  const configuration = configure(
    project.name,
    stack,
    declarations,
    readYaml<{ config?: Record<string, unknown> }>(stackPath).config ?? {},
    overrides,
    environment,
  );
  const lookupFile = configuration.values[LOOKUP_KEY];
  const lookupPath = lookupFile === undefined ? undefined : resolve(directory, lookupFile);
  return {
    name: project.name,
    stack,
    directory,
    ...entryOf(projectPath, project.main),
    ...nodeOptions,
    configuration,
    experiments: experimentMessages(configuration.values[EXPERIMENTS_KEY]),
    tokens: {
      issuer: configuration.values[`${project.name}:issuer`] ?? "",
      audience: configuration.values[`${project.name}:audience`] ?? "",
    },
    lookups: joined(
      stackLookups(stackReferences(configuration.values[STACK_REFERENCES_KEY])),
      lookupPath === undefined ? {} : readLookups(lookupPath),
    ),
    without: leftOutNames(configuration.values[WITHOUT_KEY]),
    files: [projectPath, stackPath, ...(lookupPath === undefined ? [] : [lookupPath])],
  };
}

/** The file of that name, with one of the endings that Pulumi reads. */
function existing(directory: string, name: string): string | undefined {
  const paths = ["yaml", "yml", "json"].map((ending) => join(directory, `${name}.${ending}`));
  return paths.find((path) => existsSync(path));
}

/** A project without any stack file may have any stack, as with the Pulumi CLI. */
function requireStack(directory: string, stack: string, stackPath: string): void {
  if (existsSync(stackPath)) return;
  const files = existsSync(directory) ? readdirSync(directory) : [];
  const stacks = files.flatMap((file) => /^Pulumi\.(.+)\.(?:ya?ml|json)$/.exec(file)?.[1] ?? []);
  if (stacks.length > 0 || !/^[A-Za-z0-9_.-]+$/.test(stack)) {
    const known =
      stacks.map((name) => `"${name}"`).join(", ") || "any name of letters, digits, - and _";
    throw new UserError("PROJECT", `Unknown stack "${stack}". Choose with --stack: ${known}.`);
  }
}
