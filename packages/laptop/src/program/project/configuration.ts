import { UserError } from "../../shared/errors";
import { decrypted, isEncrypted } from "./encrypted";
import { SECRETS_KEY, secretVariables } from "./laptop-settings";

/** Configuration as the program reads it: values by full key ("project:key"); objects are JSON. */
export interface Configuration {
  values: Record<string, string>;
  /** Keys whose values are secret. */
  secretKeys: string[];
  /** What the program is told if it reads a value that only Pulumi can decrypt, by full key. */
  unreadable: Record<string, string>;
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
 * "laptop:secrets" takes from `environment`, then `overrides`. A value that only Pulumi can decrypt is left out:
 * a program that does not read it needs it as little as it does on AWS.
 * https://www.pulumi.com/docs/iac/concepts/config/
 * @throws UserError for a missing value, or a value of the wrong type.
 */
export function configure(
  project: string,
  stack: string,
  declarations: Declarations,
  stackValues: Record<string, unknown>,
  overrides: Record<string, string>,
  environment: NodeJS.ProcessEnv,
): Configuration {
  const fullKey = (key: string) => fullKeyOf(key, project);
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
  const secretAt = (path: string) => environment[variableOf.get(path) ?? ""] || undefined;
  const encrypted = new Map<string, string[]>();
  const found = new Set<string>();
  for (const [key, given] of values) {
    const read = decrypted(given, key, (path) => {
      const secret = secretAt(path);
      if (secret !== undefined) {
        found.add(path);
        secretKeys.add(key);
      }
      return secret;
    });
    values.set(key, read.value);
    if (read.encrypted.length > 0) encrypted.set(key, read.encrypted);
  }
  const replace = (key: string, value: string) => {
    values.set(key, value);
    encrypted.delete(key);
  };
  for (const key of variableOf.keys()) {
    const secret = found.has(key) ? undefined : secretAt(key);
    if (secret === undefined) continue;
    replace(key, secret);
    secretKeys.add(key);
  }
  for (const [key, value] of Object.entries(overrides)) replace(fullKey(key), value);

  const setSecret = (path: string) => {
    const variable = variableOf.get(path);
    if (variable !== undefined) return `Set it with the environment variable ${variable}.`;
    const key = path.startsWith(`${project}:`) ? path.slice(project.length + 1) : path;
    return `Say in Pulumi.${stack}.yaml which environment variable holds it: ${SECRETS_KEY}: { "${key}": "${variableFor(key)}" }`;
  };
  for (const [key, { type, secret }] of declared) {
    const value = values.get(key);
    if (value === undefined) {
      const wayOut =
        secret || variableOf.has(key) ? setSecret(key) : `Set it with --config ${key}=VALUE.`;
      throw new UserError(
        "PROJECT",
        `Stack "${stack}" is missing configuration value "${key}". ${wayOut}`,
      );
    }
    if (type && !isOfType(value, type)) {
      throw new UserError(
        "PROJECT",
        `Configuration "${key}" is ${JSON.stringify(value)}, which is not of type ${type}.`,
      );
    }
  }
  const readable = [...values].filter(([key]) => !encrypted.has(key));
  const unreadable = [...encrypted].map(([key, [path]]) => {
    const fact = `Configuration "${path}" is encrypted and cannot be read here.`;
    return [key, `${fact} ${setSecret(path!)}`];
  });
  return {
    values: Object.fromEntries(readable.map(([key, value]) => [key, textOf(value)])),
    secretKeys: [...secretKeys],
    unreadable: Object.fromEntries(unreadable) as Record<string, string>,
  };
}

/**
 * A key of configuration with its namespace, the project's if it has none.
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/config/key.go
 */
function fullKeyOf(key: string, project: string): string {
  if (!key.includes(":")) return `${project}:${key}`;
  return key.replace(/^([^:]+):config:/, "$1:");
}

/** For example DB_PASSWORD for `db.password` and `dbPassword`. */
function variableFor(path: string): string {
  const words = path.replace(/([a-z0-9])([A-Z])/g, "$1_$2").split(/[^A-Za-z0-9]+/);
  return words.filter(Boolean).join("_").toUpperCase();
}

function declarationOf(value: unknown): Declaration {
  return isObject(value) ? value : { value };
}

function isOfType(value: unknown, type: Type): boolean {
  if (isEncrypted(value)) return true;
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
