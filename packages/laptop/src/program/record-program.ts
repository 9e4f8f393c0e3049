import { weigh } from "../closures/weigh";
import type { Journal } from "../shared/journal";
import { supportIn } from "../model/support";
import type { ClosureReport } from "./closure-report";
import type { Evaluation } from "./evaluate";

/** Tells the journal what a program declares, and what becomes of each resource on a laptop. */
export function tellResources(journal: Journal, evaluation: Evaluation): void {
  const { project, stack } = evaluation;
  journal.record("program", "declared", { project, stack, resources: supportIn(evaluation) });
}

/** Tells the journal what is known of the closures of a program, those that are refused too. */
export function tellClosures(journal: Journal, reports: ClosureReport[]): void {
  const functions = [...reports]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ name, place, captured, findings, ...bundle }) => {
      return { name, place, ...weigh(bundle), captured, findings };
    });
  journal.record("program", "closures", { functions });
}
