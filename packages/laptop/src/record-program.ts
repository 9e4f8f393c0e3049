import { weigh } from "./closures/weigh";
import { supportIn } from "./model/support/support-in";
import { NOTHING, type Without } from "./model/support/without";
import type { ClosureReport } from "./program/closure-report";
import type { Evaluation } from "./program/evaluate";
import type { Journal } from "./shared/journal";

/** Records what a program declares, and what becomes of each resource on a laptop. */
export function recordResources(
  journal: Journal,
  evaluation: Evaluation,
  { hasExperiments, hasTokens }: { hasExperiments: boolean; hasTokens: boolean },
  without: Without = NOTHING,
): void {
  const { project, stack } = evaluation;
  const resources = supportIn(evaluation, without);
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
