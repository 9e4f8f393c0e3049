/** What the program's process tells of a closure: packages/callback/src/checked-bundle.ts, as JSON. */
export interface ClosureReport {
  name: string;
  place: { file: string; line: number };
  captured: { name: string; kind: string; from?: string; file: string; line: number }[];
  findings: Finding[];
  /** The bundle, and the bytes of it by source file; none if the closure was refused. */
  code?: string;
  /** Leads from the bundle to the program's files, as JSON. */
  sourceMap?: string;
  inputs: Record<string, number>;
}

export interface Finding {
  severity: "error" | "warning";
  rule: string;
  name: string;
  file: string;
  line: number;
  message: string;
}
