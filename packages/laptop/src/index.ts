/** The library for the tests and tools of a program. */
export { codeOf } from "./model/code";
export { startRuntime, type Runtime, type RuntimeOptions } from "./runtime";
export { evaluate, type Evaluation } from "./program/evaluate";
export { startAnalyzer, type Analyzer } from "./program/policy-packs/analyzer";
export type { PolicyFinding } from "./program/policy-packs/finding";
export { Judgement } from "./program/policy-packs/judgement";
export { PolicyPacks } from "./program/policy-packs/policy-packs";
export { readProject, type Project } from "./program/project/project";
export { surroundingsOf } from "./program/project/surroundings";
export { plain, type Properties, type Resource } from "./program/resource";
export { realClock, scaledClock, type Clock } from "./shared/clock";
export { UserError, type ErrorCode } from "./shared/errors";
export { createJournal, type Journal, type JournalEntry } from "./shared/journal";
