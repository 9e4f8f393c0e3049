import { open } from "node:fs/promises";
import { layersFolder } from "./layers";
import type { LambdaFunction } from "../../model/model";

/** A path on AWS where a path may begin: not the middle of another, nor of an address on the internet. */
const AWS_PATH =
  /(?<=^|[\s=:,;|&!"'`()<>@{}[\]]|file:\/\/)\/(opt|var\/task)(?=$|[\s/:,;|&"'`()<>{}[\]])/gm;

/** What has permission bits for somebody to run it. */
const EXECUTABLE = 0o111;

/** Folders on AWS, with where they are here. */
export type LocalFolders = Partial<Record<"opt" | "var/task", string>>;

export function localFolders(taskRoot: string): Required<LocalFolders> {
  return { opt: layersFolder(taskRoot), "var/task": taskRoot };
}

/**
 * Replaces the paths of a function's code and layers on AWS by where they are here.
 * Differs from AWS: the code is not in /var/task and layers are not in /opt; these paths are replaced in a function's
 * variables, handler and scripts, and /opt in `require` and `import`, but whatever else opens them finds nothing.
 */
export function withLocalPaths(text: string, folders: LocalFolders): string {
  return text.replace(AWS_PATH, (path, name: keyof LocalFolders) => folders[name] ?? path);
}

/** The function with local paths in its variables and in its handler. */
export function withLocalFolders(definition: LambdaFunction, taskRoot: string): LambdaFunction {
  const folders = localFolders(taskRoot);
  const variables = Object.entries(definition.environment).map(([name, value]) => {
    return [name, withLocalPaths(value, folders)];
  });
  return {
    ...definition,
    handler: withLocalPaths(definition.handler, folders),
    environment: Object.fromEntries(variables) as Record<string, string>,
  };
}

/** @returns the content of a file, with local paths if it is a script that can be run. */
export function scriptWithLocalPaths(
  content: string | Uint8Array,
  mode: number,
  folders: LocalFolders,
): string | Uint8Array {
  const bytes = Buffer.from(content);
  if (!(mode & EXECUTABLE) || !isScript(bytes)) return content;
  // As latin1, in which no byte is lost.
  return Buffer.from(withLocalPaths(bytes.toString("latin1"), folders), "latin1");
}

/** Whether a file on disk is a script that can be run. */
export async function isScriptAt(path: string, mode: number): Promise<boolean> {
  if (!(mode & EXECUTABLE)) return false;
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return isScript(buffer);
  } finally {
    await file.close();
  }
}

function isScript(content: Uint8Array): boolean {
  return content[0] === 0x23 && content[1] === 0x21;
}
