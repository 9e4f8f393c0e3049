import { resolve } from "node:path";
import { ARCHIVE, ASSET, REFERENCE, SECRET, SIGNATURE_KEY } from "./marks";

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
  /** `URN::ID` of the explicit provider that makes it; empty or undefined for the default one. */
  provider?: string;
  id: string;
  inputs: Properties;
  /** What the program sees: the inputs, and what the provider would add. */
  outputs: Properties;
  dependencies: string[];
  protect: boolean;
  /** URNs that it may have had before. */
  aliases?: string[];
  /** Properties whose changes do not matter; `*` is all of them. */
  ignoreChanges?: string[];
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

/** The value with the ID in place of each resource that it refers to, or the URN of a component. */
export function withIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIds);
  if (typeof value !== "object" || value === null) return value;
  const properties = value as Properties;
  if (properties[SIGNATURE_KEY] === REFERENCE) return properties.id || properties.urn;
  return Object.fromEntries(
    Object.entries(properties).map(([key, inner]) => [key, withIds(inner)]),
  );
}

/**
 * The value as the engine gives it to policies: with the ID of each resource that it refers to, or the URN of
 * a component. Paths of assets become absolute, because a policy pack may be anywhere.
 */
export function forPolicies(value: unknown, directory: string): unknown {
  if (Array.isArray(value)) return value.map((inner) => forPolicies(inner, directory));
  if (typeof value !== "object" || value === null) return value;
  const properties = value as Properties;
  const kind = properties[SIGNATURE_KEY];
  if (kind === REFERENCE) return properties.id || properties.urn;
  if ((kind === ASSET || kind === ARCHIVE) && typeof properties.path === "string")
    return { ...properties, path: resolve(directory, properties.path) };
  return Object.fromEntries(
    Object.entries(properties).map(([key, inner]) => [key, forPolicies(inner, directory)]),
  );
}
