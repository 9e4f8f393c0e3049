import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { isObject } from "./values";

/** Pulumi's marks of assets and archives. @pulumi/pulumi/runtime/rpc.js */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
export const ASSET = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** Larger files are data, not code. */
const MAX_FILE_BYTES = 5_000_000;

export interface CodeFile {
  name: string;
  text: string;
}

/**
 * The files of a code archive, from its assets or from disk.
 * @returns undefined if the archive is elsewhere, packed or not known yet.
 */
export function filesOf(code: unknown, directory: string, name = ""): CodeFile[] | undefined {
  if (!isObject(code) || code[SIGNATURE_KEY] === undefined) return undefined;
  if (typeof code.text === "string") return [{ name, text: code.text }];
  if (typeof code.path === "string") return readFiles(resolve(directory, code.path), name);
  if (!isObject(code.assets)) return undefined;
  const parts = Object.entries(code.assets).map(([part, inner]) => filesOf(inner, directory, part));
  return parts.includes(undefined) ? undefined : parts.flatMap((files) => files!);
}

function readFiles(path: string, name: string): CodeFile[] | undefined {
  if (!existsSync(path) || /\.(zip|jar|tgz|gz|tar)$/.test(path)) return undefined;
  const status = statSync(path);
  if (!status.isDirectory())
    return status.size > MAX_FILE_BYTES ? [] : [{ name, text: readFileSync(path, "utf8") }];
  return readdirSync(path)
    .filter((entry) => entry !== "node_modules")
    .flatMap((entry) => readFiles(join(path, entry), join(name, entry)) ?? []);
}
