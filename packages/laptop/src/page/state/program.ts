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

/** The program's resources, closures and findings, read from the journal. */
export class Program {
  project = "";
  stack = "";
  resources: ResourceState[] = [];
  /** Whether the program names messages for the experiments. */
  hasExperiments = false;
  closures: ClosureState[] = [];
  /** Undefined until the policies are checked. */
  policies: PolicyState[] | undefined;
  /** Why the last change failed; undefined if it runs. */
  failure: string | undefined;
  reloads = 0;

  apply(entry: Entry): void {
    if (entry.service !== "program") return;
    switch (entry.event) {
      case "declared":
        this.project = String(entry.project);
        this.stack = String(entry.stack);
        this.resources = entry.resources as ResourceState[];
        this.hasExperiments = entry.hasExperiments === true;
        return;
      case "closures":
        this.closures = entry.functions as ClosureState[];
        return;
      case "findings":
        this.policies = entry.findings as PolicyState[];
        return;
      case "failed":
        this.failure = String(entry.message);
        return;
      case "reload":
        this.failure = undefined;
        this.reloads++;
    }
  }
}
