import type { Trial } from "./try-case";

export interface Verdict {
  /** "same", "refused" and "warned" are honest; "lies" is not, and "broken" says that the case itself fails. */
  verdict: "same" | "warned" | "refused" | "lies" | "broken";
  /** What was refused or differs. */
  reason?: string;
}

/** A way out that an error names. */
const WAY_OUT = /callbackFactory|\b(Import|Require|Install|Run|Write|Set|Capture|Pass|Declare) /;

/** Whether a closure does in the bundle what it does in the program, or says that it does not. */
export function verdictOf({ live, bundled, findings, refusal }: Trial): Verdict {
  const error = findings.find(({ severity }) => severity === "error");
  const refused = error?.message ?? refusal;
  if (refused !== undefined)
    return WAY_OUT.test(refused)
      ? { verdict: "refused", reason: refused }
      : { verdict: "lies", reason: `refused without a way out: ${refused}` };
  if (live.startsWith("throws ")) return { verdict: "broken", reason: live };
  if (live === bundled) return { verdict: "same" };
  if (findings.some(({ rule }) => rule === "package-state")) return { verdict: "warned" };
  return { verdict: "lies", reason: `answers ${bundled}, and in the program ${live}` };
}
