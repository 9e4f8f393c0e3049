import { weigh } from "./closures/weigh";
import { supportIn } from "./model/support/support-in";
import { NOTHING, type Without } from "./model/support/without";
import type { ClosureReport } from "./program/closure-report";
import type { Evaluation } from "./program/evaluate";
import type { Journal } from "./shared/journal";

const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";

/**
 * Records what a program declares, and what becomes of each resource on a laptop.
 * @param uses.hasTokens whether this machine signs tokens of the program's issuer; they matter if an authorizer asks for them.
 */
export function recordResources(
  journal: Journal,
  evaluation: Evaluation,
  uses: { hasExperiments: boolean; hasTokens: boolean },
  without: Without = NOTHING,
): void {
  const { project, stack } = evaluation;
  const resources = supportIn(evaluation, without);
  const { hasExperiments } = uses;
  const hasTokens = uses.hasTokens && resources.some(({ type }) => type === AUTHORIZER);
  journal.record("program", "declared", { project, stack, resources, hasExperiments, hasTokens });
}

/** Records what is known of the closures of a program, refused ones included. */
export function recordClosures(journal: Journal, reports: ClosureReport[]): void {
  const functions = [...reports]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ name, place, captured, findings, ...bundle }) => {
      return { name, place, ...weigh(bundle), captured, findings };
    });
  journal.record("program", "closures", { functions });
}
