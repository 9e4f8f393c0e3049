import type { Naming } from "../project/naming";
import type { Surroundings } from "../project/surroundings";
import type { Properties, Resource } from "../resource";

/** What a provider would make of a resource. */
export interface Created {
  id: string;
  /** Known before creation: names and defaults that the provider fills in. */
  defaults: Properties;
  /** Known only after creation: unknown in a preview. */
  computed: Properties;
}

export interface Request extends Surroundings {
  /** Makes up names for resources without one. */
  naming: Naming;
  urn: string;
  type: string;
  name: string;
  inputs: Properties;
  /** The first registered resource of a type for which the condition holds. */
  find(type: string, condition: (resource: Resource) => boolean): Resource | undefined;
}

export type Create = (request: Request) => Created;

/** A resource whose ID is its name. */
export function named(name: string, computed: Properties): Created {
  return { id: name, defaults: { name }, computed };
}

/** The name from the inputs, or one that Pulumi makes up. */
export function autoName({ urn, name, inputs, naming }: Request): string {
  return typeof inputs.name === "string" ? inputs.name : naming(urn, name);
}
