import type { Evaluation } from "../evaluate";
import type { Resource } from "../resource";
import type { Analyzer } from "./analyzer";
import { sortFindings, type PolicyFinding } from "./finding";

/** What one pack finds in one evaluation of a program. */
export class Judgement {
  readonly #ofResources = new Map<string, Promise<PolicyFinding[]>>();

  constructor(private readonly analyzer: Promise<Analyzer>) {}

  /** Judges a resource while the program registers others, as the engine does. */
  begin(resource: Resource): Promise<PolicyFinding[]> {
    const known = this.#ofResources.get(resource.urn);
    if (known) return known;
    const findings = this.analyzer.then((analyzer) => analyzer.analyzeResource(resource));
    // An error is thrown by `finish`, unless the program fails first.
    findings.catch(() => undefined);
    this.#ofResources.set(resource.urn, findings);
    return findings;
  }

  /**
   * Judges the stack and what is left of its resources.
   * @returns mandatory findings first.
   * @throws UserError if the pack did not start or fails.
   */
  async finish({ resources }: Evaluation): Promise<PolicyFinding[]> {
    const { info, analyzeStack } = await this.analyzer;
    const ofResources = resources.map((resource) => this.begin(resource));
    const found = await Promise.all([...ofResources, analyzeStack(resources)]);
    return sortFindings(found.flat(), info.policiesList);
  }
}
