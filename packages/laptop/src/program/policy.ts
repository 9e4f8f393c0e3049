import { check, explain, explainUndecided } from "../../../../policy/check";
import { levelsOf } from "../../../../policy/levels";
import type { Level, Resource as PolicyResource, Severity } from "../../../../policy/rule";
import { RULES } from "../../../../policy/all-rules";
import { UserError } from "../shared/errors";
import type { Evaluation } from "./evaluate";
import { plain, type Properties, type Resource } from "./resource";

/** Something that a rule of the policy pack found in a program. */
export interface PolicyFinding {
  /** The rule's name, or "undecided" for what could not be decided here. */
  rule: string;
  level: Exclude<Level, "disabled">;
  severity: Severity;
  urn: string;
  /** The fact and the way out. */
  message: string;
  /** The page that says why. */
  url: string;
  /** IDs of equal rules elsewhere. */
  equals: string[];
}

export interface PolicyOptions {
  /** The stack's configuration by full key: `policy:strictness`, `policy:levels` and `aws:defaultTags` count. */
  configuration: Record<string, string>;
  /** The program's folder, which paths of code archives are relative to. */
  directory: string;
  /** The day on which runtimes are judged. */
  today?: Date;
}

/**
 * Runs the rules of the policy pack over what a program declares, the mandatory findings first.
 * @throws UserError if the stack's configuration of the policies is wrong.
 */
export function checkPolicies(
  evaluation: Evaluation,
  { configuration, directory, today = new Date() }: PolicyOptions,
): PolicyFinding[] {
  const levels = levelsIn(evaluation.stack, configuration);
  const rules = RULES.filter(({ name }) => levels.get(name) !== "disabled");
  const provider = { defaultTags: configuration["aws:defaultTags"] };
  const resources = evaluation.resources.map((resource) => resourceOf(resource, provider));
  const findings = check(rules, resources, { today, directory });
  const violations = findings
    .filter((finding) => !finding.undecided)
    .map((finding): PolicyFinding => {
      const { name, severity, url, equals } = finding.rule;
      const level = levels.get(name) as PolicyFinding["level"];
      const message = explain(finding);
      return { rule: name, level, severity, urn: finding.resource.urn, message, url, equals };
    });
  const undecided = explainUndecided(findings).map(({ resource, message }): PolicyFinding => ({
    rule: "undecided",
    level: "advisory",
    severity: "low",
    urn: resource.urn,
    message,
    url: "",
    equals: [],
  }));
  const isMandatory = ({ level }: PolicyFinding) => level === "mandatory";
  return [
    ...violations.filter(isMandatory),
    ...violations.filter((finding) => !isMandatory(finding)),
    ...undecided,
  ];
}

/**
 * Refuses what a deployment with the policy pack would refuse.
 * @param onFindings gets all of them, also where some are mandatory.
 * @returns how many findings only advise.
 * @throws UserError that lists the mandatory findings.
 */
export function enforcePolicies(
  evaluation: Evaluation,
  options: PolicyOptions,
  onFindings?: (findings: PolicyFinding[]) => void,
): number {
  const findings = checkPolicies(evaluation, options);
  onFindings?.(findings);
  const refused = findings.filter(({ level }) => level === "mandatory");
  if (refused.length === 0) return findings.length;
  const { stack } = evaluation;
  throw new UserError(
    "POLICY",
    [
      `The policy pack refuses stack "${stack}":`,
      ...refused.map(({ rule, message }) => `  ${rule}: ${message}`),
      `Change the program, or the level of a rule by "policy:levels" in Pulumi.${stack}.yaml.`,
    ].join("\n"),
  );
}

/** The command that lists the findings of a program. */
export function policyCommand(stack: string, program: string): string {
  const options = [
    ...(stack === "dev" ? [] : ["--stack", stack]),
    ...(program === "." ? [] : ["--program", program]),
  ];
  return ["npm run policy", ...(options.length > 0 ? ["--"] : []), ...options].join(" ");
}

/** One line for a finding, as the console shows it. */
export function lineOf({ level, rule, message }: PolicyFinding): string {
  return `${level}  ${rule}: ${message}`;
}

/** How many findings there are, for example `2 mandatory, 1 advisory`. */
export function countOf(findings: PolicyFinding[]): string {
  const mandatory = findings.filter(({ level }) => level === "mandatory").length;
  return `${mandatory} mandatory, ${findings.length - mandatory} advisory`;
}

function levelsIn(stack: string, configuration: Record<string, string>): Map<string, Level> {
  try {
    return levelsOf(RULES, stack, configuration);
  } catch (error) {
    throw new UserError("PROJECT", (error as Error).message);
  }
}

/** The resource with what the provider adds, as the policies of the pack see it. */
function resourceOf({ urn, type, name, outputs }: Resource, provider: Properties): PolicyResource {
  return { urn, type, name, props: plain(outputs) as Properties, provider };
}
