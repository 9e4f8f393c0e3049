import analyzer from "@pulumi/pulumi/proto/analyzer_pb";

/** Something that a policy of a pack found in a program. */
export interface PolicyFinding {
  /** The policy's name. */
  rule: string;
  level: "advisory" | "mandatory";
  severity: "low" | "medium" | "high" | "critical" | "unspecified";
  urn: string;
  /** What the policy reported. */
  message: string;
  /** The policy's page; empty if it names none. */
  url: string;
  /** The policy's tags; in the pack of this repository the IDs of equal rules elsewhere. */
  equals: string[];
}

type Policies = analyzer.PolicyInfo.AsObject[];

export const LEVELS = { advisory: 0, mandatory: 1, disabled: 2 } as const;
const SEVERITIES = ["unspecified", "low", "medium", "high", "critical"] as const;

/** @param urn the resource that was analyzed, if the diagnostic does not name one. */
export function findingOf(
  diagnostic: analyzer.AnalyzeDiagnostic,
  policies: Policies,
  urn: string,
): PolicyFinding {
  const { policyname, description, message, severity, enforcementlevel, ...rest } =
    diagnostic.toObject();
  return {
    rule: policyname,
    level: enforcementlevel === analyzer.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    urn: rest.urn || urn,
    // The SDK writes the policy's description over what the policy reports.
    message: message.startsWith(`${description}\n`)
      ? message.slice(description.length + 1)
      : message,
    ...factsOf(policyname, policies, severity),
  };
}

/** What a remediation would do: nothing changes on a laptop, so it is a finding. */
export function remediationOf(
  remediation: analyzer.Remediation,
  policies: Policies,
  urn: string,
): PolicyFinding {
  const { policyname, description, diagnostic } = remediation.toObject();
  const isUnchanged =
    "A deployment changes the resource; here it stays as the program declares it.";
  return {
    rule: policyname,
    level: "advisory",
    urn,
    message: diagnostic || `${description} ${isUnchanged}`,
    ...factsOf(policyname, policies, 0),
  };
}

/** Mandatory findings first, then in the order of the pack's policies. Programs register in no fixed order. */
export function sortFindings(findings: PolicyFinding[], policies: Policies): PolicyFinding[] {
  const order = new Map(policies.map(({ name }, index) => [name, index]));
  const rank = ({ level, rule }: PolicyFinding) =>
    (level === "mandatory" ? 0 : policies.length) + (order.get(rule) ?? 0);
  return findings.sort((a, b) => rank(a) - rank(b) || (a.urn < b.urn ? -1 : 1));
}

function factsOf(
  name: string,
  policies: Policies,
  severity: analyzer.PolicySeverity,
): Pick<PolicyFinding, "severity" | "url" | "equals"> {
  const policy = policies.find((candidate) => candidate.name === name);
  return {
    severity: SEVERITIES[severity || (policy?.severity ?? 0)],
    url: policy?.url ?? "",
    equals: policy?.tagsList ?? [],
  };
}
