/** A value that Pulumi encrypted: https://www.pulumi.com/docs/iac/concepts/secrets/ */
interface Encrypted {
  secure: string;
}

/**
 * A value of a stack's file with what the environment knows of its encrypted parts, and where the others are.
 * @param path of the value, as `pulumi config set --path` writes it.
 * @param secretAt the text that an encrypted part stands for, by its path.
 */
export function decrypted(
  value: unknown,
  path: string,
  secretAt: (path: string) => string | undefined,
): { value: unknown; encrypted: string[] } {
  if (isEncrypted(value)) {
    const secret = secretAt(path);
    return secret === undefined ? { value, encrypted: [path] } : { value: secret, encrypted: [] };
  }
  if (typeof value !== "object" || value === null) return { value, encrypted: [] };
  const isList = Array.isArray(value);
  const parts = Object.entries(value).map(([key, part]) => {
    const at = isList ? `${path}[${key}]` : `${path}.${key}`;
    return [key, decrypted(part, at, secretAt)] as const;
  });
  const values = parts.map(([key, part]) => [key, part.value] as const);
  return {
    value: isList ? values.map(([, part]) => part) : Object.fromEntries(values),
    encrypted: parts.flatMap(([, part]) => part.encrypted),
  };
}

/** As the engine tells it: an object with the key `secure` and no other. */
export function isEncrypted(value: unknown): value is Encrypted {
  if (typeof value !== "object" || value === null) return false;
  const [key, ...others] = Object.keys(value);
  return key === "secure" && others.length === 0 && typeof (value as Encrypted).secure === "string";
}
