import { UserError } from "../../shared/errors";
import type { PolicyFinding } from "./finding";

/** @throws UserError that lists the mandatory findings: a deployment with the policy packs would be refused. */
export function refuseMandatory(findings: PolicyFinding[], stack: string): void {
  const refused = findings.filter(({ level }) => level === "mandatory");
  if (refused.length === 0) return;
  throw new UserError(
    "POLICY",
    [
      `The policy pack refuses stack "${stack}":`,
      ...refused.map(({ rule, message }) => `  ${rule}: ${message}`),
      "Change the program, or the enforcement level of the policy.",
    ].join("\n"),
  );
}
