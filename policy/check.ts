import type { Context, Finding, Resource, Rule } from "./rule";

/** A finding and the rule it is of. */
export interface RuleFinding extends Finding {
  rule: Rule;
}

/** Runs rules over the resources of a stack. Programs register in no fixed order; findings have one. */
export function check(rules: Rule[], resources: Resource[], context: Context): RuleFinding[] {
  const ordered = [...resources].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  return rules.flatMap((rule) =>
    [...checkRule(rule, ordered, context)].map((finding) => ({ ...finding, rule })),
  );
}

function* checkRule(rule: Rule, resources: Resource[], context: Context): Iterable<Finding> {
  const concerned = resources.filter(({ type }) => rule.types.includes(type));
  if ("checkStack" in rule) yield* rule.checkStack(concerned, context);
  else for (const resource of concerned) yield* rule.check(resource, context);
}

/** What a violation says to the developer: the fact and the way out. */
export function explain({ message, rule }: RuleFinding): string {
  return `${message} ${rule.remediation}`;
}

/** What cannot be decided yet, one line for each property: which rules wait for it. */
export function explainUndecided(
  findings: RuleFinding[],
): { resource: Resource; message: string }[] {
  const waiting = new Map<string, { resource: Resource; property: string; rules: Set<string> }>();
  for (const { resource, message, rule } of findings.filter((finding) => finding.undecided)) {
    const key = `${resource.urn} ${message}`;
    const entry = waiting.get(key) ?? { resource, property: message, rules: new Set() };
    entry.rules.add(rule.name);
    waiting.set(key, entry);
  }
  return [...waiting.values()].map(({ resource, property, rules }) => ({
    resource,
    message: `${property} of ${resource.type.split(":")[2]} "${resource.name}" is not known here. Not decided: ${[...rules].join(", ")}.`,
  }));
}
