/** What pulumi-callback reports of a closure from the program's process, as JSON. */
export interface ClosureReport {
  name: string;
  place: { file: string; line: number };
  captured: { name: string; kind: string; from?: string; file: string; line: number }[];
  findings: Finding[];
  /** The bundle. Undefined if the closure was refused. */
  code?: string;
  /** The source map of the bundle, as JSON. */
  sourceMap?: string;
  /** Bytes of the bundle by source file. */
  inputs: Record<string, number>;
  /** Files of packages that are not bundled, by their paths in the archive. */
  files: Record<string, string>;
  /** Packages that a layer has. */
  layerPackages: string[];
}

export interface Finding {
  severity: "error" | "warning";
  rule: string;
  name: string;
  file: string;
  line: number;
  message: string;
}
