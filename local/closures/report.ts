/** What the program's process tells of a closure: components/closure/checked-bundle.ts, as JSON. */
export interface ClosureReport {
  name: string;
  place: { file: string; line: number };
  captured: { name: string; kind: string; from?: string; file: string; line: number }[];
  findings: Finding[];
  /** The bundle, and the bytes of it by source file; none if the closure was refused. */
  code?: string;
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

/** What `npm run closures -- --json` prints of each function. */
export interface FunctionReport {
  name: string;
  bytes: number | null;
  gzipBytes: number | null;
  /** Milliseconds to load the bundle and run the factory, in a fresh process. */
  initMs: number | null;
  packages: PackageShare[];
  captured: ClosureReport["captured"];
  findings: Finding[];
}

export interface PackageShare {
  name: string;
  bytes: number;
  /** Its share of the gzipped bundle, in proportion to its bytes. */
  gzipBytes: number;
}
