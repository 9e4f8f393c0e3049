import { gzipSync } from "node:zlib";
import { packageShares } from "./packages";
import type { ClosureReport } from "../program/closure-report";
import type { FunctionReport } from "./report";

export type Weight = Pick<FunctionReport, "bytes" | "gzipBytes" | "packages">;

/** How large a closure's bundle is, and by what. A closure that was refused has none. */
export function weigh({ code, inputs }: Pick<ClosureReport, "code" | "inputs">): Weight {
  if (code === undefined) return { bytes: null, gzipBytes: null, packages: [] };
  const bytes = Buffer.byteLength(code);
  const gzipBytes = gzipSync(code).length;
  return { bytes, gzipBytes, packages: packageShares(inputs, bytes, gzipBytes) };
}
