import { dirname, resolve, sep } from "node:path";
import type { Code } from "../../model/code";
import { filesAt } from "./disk-files";

/**
 * The files on disk that functions are made of, packages aside, and the folders that may get more of them.
 * @param directory the folder that the program's paths are relative to.
 */
export async function filesOf(
  functions: { code: Code; layers: Code[] }[],
  directory: string,
): Promise<string[]> {
  const paths = new Set(
    functions.flatMap(({ code, layers }) => [code, ...layers].flatMap(pathsIn)),
  );
  // Lambda says what is wrong with a path.
  const lists = [...paths].map((path) => withFolders(resolve(directory, path)).catch(() => []));
  const all = new Set((await Promise.all(lists)).flat());
  return [...all].filter((path) => !`${path}${sep}`.includes(`${sep}node_modules${sep}`));
}

async function withFolders(path: string): Promise<string[]> {
  const files = (await filesAt(path)).map((file) => file.path);
  return files[0] === path ? files : [path, ...files.flatMap((file) => [dirname(file), file])];
}

function pathsIn(code: Code): string[] {
  if ("files" in code) return Object.values(code.files).flatMap(pathsIn);
  if ("archive" in code) return [code.archive];
  return "path" in code ? [code.path] : [];
}
