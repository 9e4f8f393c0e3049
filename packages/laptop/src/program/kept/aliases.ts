import { urnOf } from "../urn";

/** An alias as the program gives it. What it leaves out is as the resource has it now. */
export interface Alias {
  /** The whole alias; nothing else is said then. */
  urn?: string;
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  parentUrn?: string;
  /** It once had no parent. */
  noParent?: boolean;
}

interface Aliased {
  type: string;
  name: string;
  parent: string;
}

/**
 * The URNs that a resource may have had, those that it inherits from its parent's aliases included.
 * https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/
 */
export function aliasUrns(
  resource: Aliased,
  aliases: Alias[],
  parent: { name: string; aliases?: string[] } | undefined,
  { stack, project }: { stack: string; project: string },
): string[] {
  const own = aliases.map((alias) => {
    if (alias.urn) return alias.urn;
    const parentUrn = alias.noParent ? "" : alias.parentUrn || resource.parent;
    const [type, name] = [alias.type || resource.type, alias.name || resource.name];
    return urnOf(alias.stack || stack, alias.project || project, parentUrn, type, name);
  });
  const known = [resource, ...own.map(typeAndName)];
  const inherited = (parent?.aliases ?? []).flatMap((parentAlias) =>
    known.map(({ type, name }) => childOf(parentAlias, parent!.name, type, name)),
  );
  return [...new Set([...own, ...inherited])];
}

/** The child of a parent's alias. A child whose name begins with its parent's was renamed with it. */
function childOf(parentAlias: string, parentName: string, type: string, name: string): string {
  const [, , stack = "", project = ""] = parentAlias.split(/::?/);
  const before = typeAndName(parentAlias).name;
  const nameBefore = name.startsWith(parentName) ? before + name.slice(parentName.length) : name;
  return urnOf(stack, project, parentAlias, type, nameBefore);
}

function typeAndName(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1)!, name: name.join("::") };
}
