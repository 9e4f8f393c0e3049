import { SECRET, SIGNATURE_KEY } from "./marks";

/** A resource as the program registered it. */
export interface Resource {
  urn: string;
  /** For example `aws:lambda/function:Function`. */
  type: string;
  /** The name given in the program. */
  name: string;
  /** URN of the parent; empty for the stack. */
  parent: string;
  /** False for components, which only group others. */
  custom: boolean;
  /** Whether a provider makes a component, with what is in it. */
  remote: boolean;
  id: string;
  inputs: Properties;
  /** What the program sees: the inputs, and what the provider would add. */
  outputs: Properties;
  dependencies: string[];
  protect: boolean;
}

export type Properties = Record<string, unknown>;

/** The value without the marks of secrets, all the way down. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const properties = value as Properties;
  if (properties[SIGNATURE_KEY] === SECRET) return plain(properties.value);
  return Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, plain(inner)]));
}
