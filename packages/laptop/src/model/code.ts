import { ARCHIVE, ASSET, SIGNATURE_KEY } from "../program/marks";

/** A text, a file or folder on disk, or a folder of these by name. */
export type Code = { text: string } | { path: string } | { files: Record<string, Code> };

/** The asset or archive that a plain value stands for. Remote ones (`uri`) are not fetched: undefined. */
export function codeOf(value: unknown): Code | undefined {
  const asset = value as Record<string, unknown> | undefined;
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
