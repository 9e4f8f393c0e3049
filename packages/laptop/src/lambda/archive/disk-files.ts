import { readdir, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { UserError } from "../../shared/errors";

/** A file on disk that belongs to a code archive. */
export interface DiskFile {
  /** Its name below the folder, with slashes; empty for a file that is an archive's part by itself. */
  name: string;
  /** Where it is. */
  path: string;
  bytes: number;
  /** Its permissions, for example 0o644. */
  mode: number;
  /** Differs if its content may have changed. */
  version: string;
}

/** Pulumi's own folder, which it leaves out. */
const BOOKKEEPING = ".pulumi";

/**
 * The files that Pulumi takes into an archive: of a link to a file its content, of a link to a folder nothing.
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/archive/archive.go
 * @param path of a file or a folder.
 * @throws UserError if there is nothing, or a link that leads nowhere.
 */
export async function filesAt(path: string): Promise<DiskFile[]> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (!found)
    throw new UserError("NOT_EMULATED", `The code archive has "${path}", which does not exist.`);
  if (found.isFile()) {
    const { size, mode, mtimeNs, ctimeNs, ino } = found;
    const version = [size, mtimeNs, ctimeNs, ino].join(" ");
    return [{ name: "", path, bytes: Number(size), mode: Number(mode) & 0o777, version }];
  }
  if (!found.isDirectory()) return [];
  const entries = await readdir(path, { withFileTypes: true });
  const lists = entries.map(async (entry) => {
    if (entry.name === BOOKKEEPING) return [];
    const inner = join(path, entry.name);
    if (entry.isSymbolicLink() && (await leadsToFolder(inner))) return [];
    const files = await filesAt(inner);
    return files.map((file) => ({ ...file, name: posix.join(entry.name, file.name) }));
  });
  return (await Promise.all(lists)).flat();
}

async function leadsToFolder(link: string): Promise<boolean> {
  return (await stat(link).catch(() => undefined))?.isDirectory() ?? false;
}
