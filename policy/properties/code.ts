import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { isObject } from "./values";

/** Larger files are data, not code. */
const MAX_FILE_BYTES = 5_000_000;

export interface CodeFile {
  name: string;
  text: string;
}

/**
 * The files of a code archive, from its assets or from disk.
 * @returns undefined if the archive is remote, packed or not known yet.
 */
export function filesOf(code: unknown, directory: string, name = ""): CodeFile[] | undefined {
  if (!isObject(code) || code[specialSigKey] === undefined) return undefined;
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
