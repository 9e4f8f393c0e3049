import { resolve } from "node:path";
import { isUserPool } from "./issuer/user-pool";
import { filesOf } from "./lambda/archive/code-files";
import { buildModel } from "./model/build";
import type { Model } from "./model/model";
import { describe } from "./model/declared";
import { supportOf } from "./model/support/support";
import { Without } from "./model/support/without";
import type { ClosureReport } from "./program/closure-report";
import { evaluate, ProgramError, type Evaluation } from "./program/evaluate";
import type { Resource } from "./program/resource";
import { SpareProcess } from "./program/process/spare-process";
import { refuseMandatory } from "./program/policy-packs/refuse";
import type { PolicyFinding } from "./program/policy-packs/finding";
import { policyCommand } from "./program/policy-packs/policy-command";
import { PolicyPacks } from "./program/policy-packs/policy-packs";
import type { ExperimentMessages } from "./program/project/laptop-settings";
import { entryFile } from "./program/project/entry";
import { readProject, type Project } from "./program/project/project";
import { surroundingsOf, type Surroundings } from "./program/project/surroundings";
import { recordClosures, recordResources } from "./record-program";
import type { Journal } from "./shared/journal";

/** A program that was evaluated and may run. */
export interface LoadedProgram {
  model: Model;
  experiments: ExperimentMessages | undefined;
  /** Which tokens the program accepts; empty if it does not say. */
  tokens: Project["tokens"];
  /** The folder that the program's paths are relative to. */
  workingDirectory: string;
  /** Absolute paths of the files that make up the program, its policy packs and its functions' code. */
  files: string[];
}

/** What the evaluation of a program gave. */
export interface Declared {
  evaluation: Evaluation;
  closures: ClosureReport[];
  /** What the policy packs find; undefined if none applies. */
  findings: Promise<PolicyFinding[]> | undefined;
}

/** What decides how a program is evaluated, beside its files. */
export interface Asked {
  project: Project;
  surroundings: Surroundings;
  policyPacks: string[] | undefined;
}

/** Finds what an evaluation gave before, or calls `evaluateNow`. */
export type FindDeclared = (
  asked: Asked,
  evaluateNow: () => Promise<Declared>,
) => Promise<Declared>;

export interface LoaderOptions {
  /** The folder of the Pulumi program. */
  program: string;
  stack: string;
  config: Record<string, string>;
  policyPacks: string[] | undefined;
  /** Folders or zip files with layers that the program does not declare, by the ARN of the layer's version. */
  layers?: Record<string, string> | undefined;
  /** Types and names of what to leave out, beside those that the stack's file has; see Without. */
  without?: readonly string[] | undefined;
  /** `HOST:PORT` of the gateway. */
  gatewayHost: string;
  /** Whether nothing is cached of earlier runs. */
  isFirstStart?: boolean;
  /** Shares evaluations; the program is evaluated at each load if not given. */
  findDeclared?: FindDeclared | undefined;
  journal: Journal;
}

export interface LoadOptions {
  /** Called when the program's process has started, or when its evaluation was found; at times twice. */
  onStart?: () => void;
  /** Ends the load. */
  signal?: AbortSignal;
}

/** Loads a program, again after each change. */
export interface Loader {
  /**
   * @throws UserError if the program fails, or if a policy pack or the laptop refuses it.
   */
  load(options?: LoadOptions): Promise<LoadedProgram>;
  /** Gets ready to load the program again. */
  prepare(): void;
  /** Ends what runs, the load included. */
  close(): void;
}

export function createLoader(options: LoaderOptions): Loader {
  const { journal, gatewayHost, stack, config } = options;
  const directory = resolve(options.program);
  const onOutput = (message: string) => journal.record("program", "output", { message });
  const policyPacks = new PolicyPacks({ policyPacks: options.policyPacks, onOutput });
  const stopping = new AbortController();
  const processes = new SpareProcess();
  let recordedAdvice = 0;
  let hasStarted = false;

  /** Records how many findings only advise, and again when a change of the program changes the number. */
  const judge = (findings: PolicyFinding[]) => {
    journal.record("program", "findings", { findings });
    refuseMandatory(findings, stack);
    const advisory = findings.length;
    const command = policyCommand(options);
    if (advisory !== recordedAdvice) journal.record("program", "policy", { advisory, command });
    recordedAdvice = advisory;
  };

  const evaluateNow = async (
    { project, surroundings }: Asked,
    { onStart, signal = stopping.signal }: LoadOptions,
  ): Promise<Declared> => {
    const packs = policyPacks.start(project);
    const ownFiles = [...project.files, ...(packs?.files ?? [])];
    const closures: ClosureReport[] = [];
    const unsupported: Resource[] = [];
    const evaluation = await evaluate(
      { ...project, files: ownFiles },
      {
        ...surroundings,
        onOutput,
        onStart,
        onResource(resource) {
          const isMade = resource.custom || resource.remote;
          if (isMade && supportOf(resource) === "refused") unsupported.push(resource);
          packs?.onResource(resource);
        },
        onClosure: (closure) => closures.push(closure),
        signal: AbortSignal.any([stopping.signal, signal]),
        processes,
      },
    ).catch((error: unknown) => {
      recordClosures(journal, closures);
      throw explained(error, unsupported);
    });
    const findings = packs?.findings(evaluation);
    // Whoever loads the program is told.
    findings?.catch(() => undefined);
    return { evaluation, closures, findings };
  };

  return {
    async load(loadOptions = {}) {
      const project = readProject(directory, stack, config);
      const { experiments, tokens } = project;
      if (!hasStarted) {
        const { isFirstStart = false } = options;
        journal.record("program", "start", { file: entryFile(project), isFirstStart });
        hasStarted = true;
      }
      const surroundings = surroundingsOf(project, gatewayHost);
      const asked = { project, surroundings, policyPacks: options.policyPacks };
      const { findDeclared = (_, evaluateIt) => evaluateIt() } = options;
      const declared = await findDeclared(asked, () => evaluateNow(asked, loadOptions));
      loadOptions.onStart?.();
      const { evaluation, closures, findings } = declared;
      recordClosures(journal, closures);
      const unwanted = [...project.without, ...(options.without ?? [])];
      const without = new Without(unwanted, evaluation.resources);
      without.ambiguities.forEach(onOutput);
      const uses = {
        hasExperiments: experiments !== undefined,
        hasTokens: isUserPool(tokens.issuer),
      };
      recordResources(journal, evaluation, uses, without);
      if (findings) judge(await findings);
      const { layers } = options;
      const model = buildModel(evaluation, surroundings, layers, without);
      const codeFiles = await filesOf(model.functions, project.workingDirectory);
      const files = [...evaluation.files, ...codeFiles];
      const { workingDirectory } = project;
      return { model, experiments, tokens, workingDirectory, files };
    },
    prepare() {
      if (stopping.signal.aborted) return;
      try {
        const project = readProject(directory, stack, config);
        processes.prepare(project, { ...surroundingsOf(project, gatewayHost), preview: false });
      } catch {
        // A project file is wrong at the moment: the next load says how.
      }
    },
    close() {
      stopping.abort();
      processes.close();
      policyPacks.close();
    },
  };
}

/** Names what is not emulated, if a program fails that may have missed its outputs. */
function explained(error: unknown, unsupported: Resource[]): unknown {
  if (!(error instanceof ProgramError) || unsupported.length === 0) return error;
  const list = unsupported.map(describe).join(", ");
  const hint = `These are not emulated on a laptop, so most of their outputs are missing: ${list}.`;
  return new ProgramError(`${error.message}\n${hint}`, error.files);
}
