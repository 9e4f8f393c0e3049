import type { Grant, UsageReader } from "./usage";

/** Lists what was granted and never used, one line for each finding. */
export function reportUnused(usage: UsageReader): string[] {
  return Object.entries(usage.unused()).flatMap(([role, unused]) =>
    unused.map((grant) => `Role "${role}", ${nameOf(grant)}: ${findingOf(grant)}`),
  );
}

/** The whole report, as plain data. */
export function usageReport(usage: UsageReader): object {
  return { ...usage.span, unused: usage.unused(), used: usage.used() };
}

function nameOf({ policy, number, sid }: Grant): string {
  return `policy "${policy}", statement ${sid === undefined ? number : `"${sid}"`}`;
}

/** If no action was used, no resource was either, and the other way round. */
function findingOf({ actions, resources }: Grant): string {
  if (actions.length === 0) return `nothing on ${shortened(resources)}`;
  if (resources.length === 0) return shortened(actions);
  return `${shortened(actions)} on ${shortened(resources)}`;
}

/** AWS's own policies list dozens of actions; the JSON form has them all. */
function shortened(texts: string[]): string {
  const more = texts.length - MAX_SHOWN;
  if (more <= 1) return texts.join(", ");
  return `${texts.slice(0, MAX_SHOWN).join(", ")} and ${more} more`;
}

const MAX_SHOWN = 8;
