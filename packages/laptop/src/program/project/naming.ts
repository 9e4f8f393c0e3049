import { createHash } from "node:crypto";
import { UserError } from "../../shared/errors";
import type { Project } from "./project";

/** The physical name of a resource, from its URN and its logical name. */
export type Naming = (urn: string, name: string) => string;

/** The name that was made up for a resource before, by one of the URNs that it may have had. */
export type KeptNames = (urns: string[]) => string | undefined;

const KEY = "pulumi:autonaming";
const DEFAULT_PATTERN = "${name}-${hex(7)}";

/** The logical name and seven hexadecimal digits. */
export const DEFAULT_NAMING: Naming = (urn, name) => fill(DEFAULT_PATTERN, urn, { name });

/**
 * How resources without a name are named, by the configuration `pulumi:autonaming`. What is random on AWS
 * follows from the URN here, so that evaluating the program again gives the same names.
 * https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming-configuration
 * @throws UserError if the configuration holds what is not known here.
 */
export function namingOf({ name: project, stack, configuration }: Project): Naming {
  const given = JSON.parse(configuration.values[KEY] ?? "{}") as Record<string, unknown>;
  const pattern = given.mode === "verbatim" ? "${name}" : (given.pattern ?? DEFAULT_PATTERN);
  const { mode = "default", pattern: _, enforce: __, ...others } = given;
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw refusal(`holds "${unknown}", which is not known here`);
  if (mode !== "default" && mode !== "verbatim")
    throw refusal(`has the mode ${JSON.stringify(mode)}, which is not known here`);
  if (typeof pattern !== "string") throw refusal("has a pattern that is not a string");
  const surroundings = { project, stack, organization: "laptop" };
  fill(pattern, "", { ...surroundings, name: "" });
  return (urn, name) => fill(pattern, urn, { ...surroundings, name });
}

/** The characters of the random parts of a name. */
const ALPHABETS = {
  hex: "0123456789abcdef",
  num: "0123456789",
  string: "abcdefghijklmnopqrstuvwxyz",
  alphanum: "abcdefghijklmnopqrstuvwxyz0123456789",
};

function fill(pattern: string, urn: string, values: Record<string, string>): string {
  return pattern.replace(/\$\{([^}]*)\}/g, (expression: string, inner: string) => {
    if (Object.hasOwn(values, inner)) return values[inner]!;
    const [, kind, length] = /^(hex|num|string|alphanum)\((\d\d?)\)$/.exec(inner) ?? [];
    if (kind) return digits(urn, ALPHABETS[kind as keyof typeof ALPHABETS], Number(length));
    throw refusal(`has the pattern "${pattern}", and "${expression}" is not known here`);
  });
}

/** Digits of an alphabet that look random and follow from a URN; 64 at most. */
function digits(urn: string, alphabet: string, length: number): string {
  const bytes = createHash("sha512").update(urn).digest().subarray(0, length);
  return [...bytes].map((byte) => alphabet[byte % alphabet.length]).join("");
}

function refusal(what: string): UserError {
  return new UserError(
    "PROJECT",
    `Configuration "${KEY}" ${what}. Set a pattern of \${name}, \${project}, \${stack}, \${organization} and \${hex(7)}, or leave it out.`,
  );
}
