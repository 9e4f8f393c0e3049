import type { ClosureReport, Finding } from "../program/closure-report";

/** What `pulumi-laptop closures --json` prints of each function. */
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
