import { UserError } from "../../shared/errors";
import { SECRETS_KEY, secretVariables } from "./laptop-settings";

/** Configuration as the program reads it: values by full key ("project:key"); objects are JSON. */
export interface Configuration {
  values: Record<string, string>;
  /** Keys whose values are secret. */
  secretKeys: string[];
}

type Type = "string" | "integer" | "boolean" | "array" | "object";

/** The `config` block of Pulumi.yaml: a value, or a declaration. */
export type Declarations = Record<string, unknown>;

interface Declaration {
  type?: Type;
  default?: unknown;
  value?: unknown;
  secret?: boolean;
}

/**
 * Merges configuration as the Pulumi CLI does: declared defaults, then the stack's values, then what
 * "laptop:secrets" takes from `environment`, then `overrides`.
 * https://www.pulumi.com/docs/iac/concepts/config/
 * @throws UserError for a missing value, a value of the wrong type, or a secret that cannot be decrypted here.
 */
export function configure(
  project: string,
  stack: string,
  declarations: Declarations,
  stackValues: Record<string, unknown>,
  overrides: Record<string, string>,
  environment: NodeJS.ProcessEnv,
): Configuration {
  const fullKey = (key: string) => (key.includes(":") ? key : `${project}:${key}`);
  const declared = new Map(
    Object.entries(declarations).map(([key, value]) => [fullKey(key), declarationOf(value)]),
  );
  const values = new Map<string, unknown>();
  const secretKeys = new Set<string>();
  for (const [key, { default: byDefault, value = byDefault, secret }] of declared) {
    if (value !== undefined) values.set(key, value);
    if (secret) secretKeys.add(key);
  }
  for (const [key, value] of Object.entries(stackValues)) values.set(fullKey(key), value);
  const variables = Object.entries(secretVariables(values.get(SECRETS_KEY)));
  const variableOf = new Map(variables.map(([key, variable]) => [fullKey(key), variable]));
  for (const [key, variable] of variableOf) {
    const value = environment[variable];
    if (!value) continue;
    values.set(key, value);
    secretKeys.add(key);
  }
  const wayOut = (key: string) => {
    const variable = variableOf.get(key);
    return variable
      ? `Set it with the environment variable ${variable}.`
      : `Set it with --config ${key}=VALUE.`;
  };
  for (const [key, value] of Object.entries(overrides)) values.set(fullKey(key), value);

  for (const [key, { type }] of declared) {
    const value = values.get(key);
    if (value === undefined) {
      throw new UserError(
        "PROJECT",
        `Stack "${stack}" is missing configuration value "${key}". ${wayOut(key)}`,
      );
    }
    if (type && !isOfType(value, type)) {
      throw new UserError(
        "PROJECT",
        `Configuration "${key}" is ${JSON.stringify(value)}, which is not of type ${type}.`,
      );
    }
  }
  for (const [key, value] of values) {
    if (isObject(value) && typeof value.secure === "string") {
      throw new UserError(
        "PROJECT",
        `Configuration "${key}" is encrypted and cannot be read here. ${wayOut(key)}`,
      );
    }
  }
  return {
    values: Object.fromEntries([...values].map(([key, value]) => [key, textOf(value)])),
    secretKeys: [...secretKeys],
  };
}

function declarationOf(value: unknown): Declaration {
  return isObject(value) ? value : { value };
}

function isOfType(value: unknown, type: Type): boolean {
  if (isObject(value) && "secure" in value) return true;
  switch (type) {
    case "string":
      return typeof value !== "object";
    case "integer":
      return /^[+-]?[0-9]+$/.test(String(value));
    case "boolean":
      return /^(true|false)$/.test(String(value));
    case "array":
      return Array.isArray(parsed(value));
    case "object":
      return isObject(parsed(value));
  }
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
