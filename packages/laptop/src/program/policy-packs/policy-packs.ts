import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Evaluation } from "../evaluate";
import type { Project } from "../project/project";
import type { Resource } from "../resource";
import { startAnalyzer, type Analyzer } from "./analyzer";
import { filesOf, findPacks, type PolicyPack } from "./find-packs";
import type { PolicyFinding } from "./finding";
import { Judgement } from "./judgement";
import type { PackOptions } from "./pack-process";

export interface PolicyPacksOptions extends Omit<PackOptions, "project" | "preview"> {
  /** Folders of policy packs; if there are none, the folder "policy" of the program applies. */
  policyPacks?: string[] | undefined;
  /** Computed values stay unknown, as in `pulumi preview`. */
  preview?: boolean;
}

/** The packs that one evaluation of a program is judged by. */
export interface StartedPacks {
  /** Their files: a change of one is a change of the program. */
  files: string[];
  /** Takes each resource as the program registers it, so that little is left to judge at the end. */
  onResource(resource: Resource): void;
  /**
   * What the packs find in the program, pack by pack.
   * @throws UserError if a pack did not start or fails.
   */
  findings(evaluation: Evaluation): Promise<PolicyFinding[]>;
}

/** Policy packs in processes of their own, which stay from one evaluation of a program to the next. */
export class PolicyPacks {
  /** By the pack's folder, with a key that changes with everything that the pack reads when it starts. */
  readonly #running = new Map<string, { key: string; analyzer: Promise<Analyzer> }>();

  constructor(private readonly options: PolicyPacksOptions) {}

  /**
   * Starts the packs that apply to a program unless they already run unchanged. Does not wait for them: the
   * program is evaluated at the same time.
   * @returns undefined if none applies.
   * @throws UserError if a folder is not a policy pack that runs here.
   */
  start(project: Project): StartedPacks | undefined {
    const packs = findPacks(project.directory, this.options.policyPacks ?? []);
    if (packs.length === 0) return undefined;
    const files = packs.map(filesOf);
    const judgements = packs.map((pack, i) => {
      const analyzer = this.#analyzerOf(pack, project, files[i]!);
      // `findings` throws the error, unless the program fails first.
      analyzer.catch(() => undefined);
      return new Judgement(analyzer);
    });
    return {
      files: files.flat(),
      onResource: (resource) => judgements.forEach((judgement) => void judgement.begin(resource)),
      async findings(evaluation) {
        const found = judgements.map((judgement) => judgement.finish(evaluation));
        return (await Promise.all(found)).flat();
      },
    };
  }

  close(): void {
    for (const { analyzer } of this.#running.values()) closeWhenStarted(analyzer);
    this.#running.clear();
  }

  async #analyzerOf(pack: PolicyPack, project: Project, files: string[]): Promise<Analyzer> {
    const key = keyOf(pack, project, files);
    const known = this.#running.get(pack.directory);
    if (known?.key === key) {
      const analyzer = await known.analyzer.catch(() => undefined);
      if (analyzer && !analyzer.hasEnded) return analyzer;
    }
    if (known) closeWhenStarted(known.analyzer);
    const analyzer = startAnalyzer(pack, { preview: false, ...this.options, project });
    this.#running.set(pack.directory, { key, analyzer });
    return analyzer;
  }
}

function keyOf({ main }: PolicyPack, project: Project, files: string[]): string {
  const hash = createHash("sha256");
  const { name, stack, configuration } = project;
  hash.update(JSON.stringify({ main, name, stack, configuration }));
  for (const file of files) hash.update(`\n${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

function closeWhenStarted(starting: Promise<Analyzer>): void {
  starting.then(
    (analyzer) => analyzer.close(),
    () => undefined,
  );
}
