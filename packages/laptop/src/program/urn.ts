/**
 * The URN of a resource. The stack adds nothing to its children's; another parent adds its type.
 * https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
 */
export function urnOf(
  stack: string,
  project: string,
  parent: string,
  type: string,
  name: string,
): string {
  const parentType = parent ? qualifiedType(parent) : "";
  const prefix = parentType && parentType !== "pulumi:pulumi:Stack" ? `${parentType}$` : "";
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

/** The types of a resource and its parents, joined by `$`. */
export function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

/** The URN in a reference to a provider, `URN::ID`; empty if there is none. */
export function urnOfReference(reference: string): string {
  return reference.slice(0, Math.max(0, reference.lastIndexOf("::")));
}
