import type {
  Policies,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { check, explain, explainUndecided } from "./check";
import type { Context, Level, Resource, Rule } from "./rule";
import { plainProperties } from "./properties/plain-properties";

/** What a preview does not know yet is reported by policies of its own, which only advise. */
export const UNDECIDED = "undecided";
export const UNDECIDED_STACK = "undecided-stack";

/** The rules as policies of a Pulumi policy pack. */
export function policiesOf(rules: Rule[], levels: Map<string, Level>, context: Context): Policies {
  const waiting = rules.filter(({ name }) => levels.get(name) !== "disabled");
  const ofResources = waiting.filter((rule) => "check" in rule);
  const ofStacks = waiting.filter((rule) => "checkStack" in rule);
  return [
    ...rules.map((rule) => policyOf(rule, levels.get(rule.name)!, context)),
    {
      name: UNDECIDED,
      description: "What a preview does not know yet is decided by the update.",
      enforcementLevel: "advisory",
      severity: "low",
      validateResource: async (args, report) => {
        const findings = check(ofResources, await concerned(ofResources, [args]), context);
        for (const { message } of explainUndecided(findings)) report(message);
      },
    },
    {
      name: UNDECIDED_STACK,
      description: "What a preview does not know yet is decided by the update.",
      enforcementLevel: "advisory",
      severity: "low",
      validateStack: async ({ resources }, report) => {
        const findings = check(ofStacks, await concerned(ofStacks, resources), context);
        for (const { message, resource } of explainUndecided(findings))
          report(message, resource.urn);
      },
    },
  ];
}

function policyOf(
  rule: Rule,
  level: Level,
  context: Context,
): ResourceValidationPolicy | StackValidationPolicy {
  const facts = {
    name: rule.name,
    description: rule.description,
    enforcementLevel: level,
    severity: rule.severity,
    remediationSteps: rule.remediation,
    url: rule.url,
    tags: rule.equals,
  };
  const violations = async (resources: Given[]) =>
    check([rule], await concerned([rule], resources), context).filter(
      (finding) => !finding.undecided,
    );
  if ("checkStack" in rule)
    return {
      ...facts,
      validateStack: async ({ resources }, report) => {
        for (const finding of await violations(resources))
          report(explain(finding), finding.resource.urn);
      },
    };
  return {
    ...facts,
    validateResource: async (args, report) => {
      for (const finding of await violations([args])) report(explain(finding));
    },
  };
}

type Given = ResourceValidationArgs | PolicyResource;

/** The resources that any of the rules looks at. Reading the others would take most of the time. */
function concerned(rules: Rule[], resources: Given[]): Promise<Resource[]> {
  const types = new Set(rules.flatMap((rule) => rule.types));
  return Promise.all(resources.filter(({ type }) => types.has(type)).map(resourceOf));
}

async function resourceOf(given: Given): Promise<Resource> {
  const { urn, type, name, props, provider, opts } = given;
  return {
    urn,
    type,
    name,
    props: await plainProperties(props),
    provider: provider && (await plainProperties(provider.props)),
    options: { aliases: opts.aliases, ignoreChanges: opts.ignoreChanges },
    dependencies: "dependencies" in given ? given.dependencies.map((each) => each.urn) : [],
  };
}
