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

/** Pulumi's marks for values that are not plain JSON. @pulumi/pulumi/runtime/rpc.js */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
/** Stands for a value that a preview does not know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The value without the marks of secrets, all the way down. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const properties = value as Properties;
  if (properties[SIGNATURE_KEY] === SECRET) return plain(properties.value);
  return Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, plain(inner)]));
}

/** A file of an archive, or a file or folder on disk. */
export type Code = { text: string } | { path: string } | { files: Record<string, Code> };

/** The asset or archive that a plain value stands for. Remote ones (`uri`) are not fetched: undefined. */
export function codeOf(value: unknown): Code | undefined {
  const asset = value as Properties | undefined;
  const kind = asset?.[SIGNATURE_KEY];
  if (!asset || (kind !== ASSET && kind !== ARCHIVE)) return undefined;
  if (typeof asset.path === "string") return { path: asset.path };
  if (typeof asset.text === "string") return { text: asset.text };
  if (typeof asset.assets !== "object" || asset.assets === null) return undefined;
  const files: Record<string, Code> = {};
  for (const [name, inner] of Object.entries(asset.assets)) {
    const code = codeOf(inner);
    if (!code) return undefined;
    files[name] = code;
  }
  return { files };
}
