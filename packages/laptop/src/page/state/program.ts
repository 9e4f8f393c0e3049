import type { Entry } from "./entry";

export interface ResourceState {
  type: string;
  name: string;
  parent: string;
  support: "emulated" | "inert" | "stubbed" | "refused" | "component";
}

export interface ClosureState {
  name: string;
  place: { file: string; line: number };
  /** Null if the closure was refused. */
  bytes: number | null;
  gzipBytes: number | null;
  packages: { name: string; bytes: number; gzipBytes: number }[];
  captured: { name: string; kind: string; from?: string; file: string; line: number }[];
  findings: { severity: "error" | "warning"; file: string; line: number; message: string }[];
}

export interface PolicyState {
  rule: string;
  level: string;
  severity: string;
  message: string;
  url: string;
}

/** A change that is being loaded. */
export interface Change {
  at: number;
  files: string[];
  /** The number of events that wait for it. */
  waiting: number;
}

/** Why the last change does not run. */
export interface Failure {
  message: string;
  files: string[];
  /** Where in the code, with the lines around; if the message names a place. */
  place: string | undefined;
  frame: string[];
  /** When the program that still runs was loaded, in milliseconds since 1970. */
  runningSince: number;
}

export interface TypeErrorState {
  file?: string;
  line?: number;
  column?: number;
  code: string;
  message: string;
}

/** The program's resources, closures and findings, read from the journal. */
export class Program {
  project = "";
  stack = "";
  resources: ResourceState[] = [];
  /** Whether the program names messages for the experiments. */
  hasExperiments = false;
  /** Whether this machine stands for the issuer of the program's tokens. */
  hasTokens = false;
  closures: ClosureState[] = [];
  /** Undefined until the policies are checked. */
  policies: PolicyState[] | undefined;
  change: Change | undefined;
  /** Undefined if the last change runs. */
  failure: Failure | undefined;
  typeErrors: TypeErrorState[] = [];
  reloads = 0;

  apply(entry: Entry, at: number): void {
    if (entry.service === "apigateway" && entry.event === "wait" && this.change)
      this.change.waiting++;
    if (entry.service !== "program") return;
    switch (entry.event) {
      case "declared":
        this.project = String(entry.project);
        this.stack = String(entry.stack);
        this.resources = entry.resources as ResourceState[];
        this.hasExperiments = entry.hasExperiments === true;
        this.hasTokens = entry.hasTokens === true;
        return;
      case "closures":
        this.closures = entry.functions as ClosureState[];
        return;
      case "findings":
        this.policies = entry.findings as PolicyState[];
        return;
      case "change": {
        const { waiting = 0, at: since = at } = this.change ?? {};
        this.change = { at: since, files: entry.files as string[], waiting };
        return;
      }
      case "types":
        this.typeErrors = entry.errors as TypeErrorState[];
        return;
      case "failed":
        this.change = undefined;
        this.failure = failureOf(entry);
        return;
      case "reload":
        this.change = this.failure = undefined;
        this.reloads++;
    }
  }
}

function failureOf({ message, files, place, frame, runningSince }: Entry): Failure {
  return {
    message: String(message),
    files: files as string[],
    place: place as string | undefined,
    frame: (frame ?? []) as string[],
    runningSince: Date.parse(String(runningSince)),
  };
}
