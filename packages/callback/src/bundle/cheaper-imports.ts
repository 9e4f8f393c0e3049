import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { build, type Metafile } from "esbuild";
import { folderOf, packageOf } from "../inspect/modules";

/** The uses of packages among what a closure captures. */
export function usesIn(captured: { name: string; kind: string; from?: string }[]): Use[] {
  return captured.flatMap(({ name, kind, from }) =>
    kind === "module" && from !== undefined ? [{ name, package: from }] : [],
  );
}

/** What a closure uses of a package. */
export interface Use {
  /** As the program writes it: `chunk` or `_.chunk`. */
  name: string;
  package: string;
}

/** An import that brings less of a package into the bundle. */
export interface CheaperImport {
  package: string;
  /** The import statements to write. */
  statements: string[];
  /** Bytes of the package in the bundle, as it is and as it would be. */
  now: number;
  then: number;
}

/** Minified. Less is not worth another import: it loads in a millisecond or two. */
const WORTH_BYTES = 50 * 1024;

/**
 * Finds packages that are bundled whole although each thing that is used of them has a file of its own,
 * as `lodash/chunk`. The saving is measured, not guessed.
 *
 * @param metafile of the bundle, with paths relative to the directory.
 * @param directory the folder from which packages are resolved.
 */
export async function cheaperImports(
  uses: Use[],
  metafile: Metafile,
  directory: string,
): Promise<CheaperImport[]> {
  const found: CheaperImport[] = [];
  const program = createRequire(join(directory, "index.js"));
  for (const name of new Set(uses.map((use) => use.package))) {
    const now = bytesOf(name, metafile, directory);
    if (now < WORTH_BYTES) continue;
    const used = uses.filter((use) => use.package === name);
    const members = [...new Set(used.map((use) => use.name.split(".").pop()!))];
    const imports = members.map((member) => importOf(name, member, program));
    const known = imports.filter((each) => each !== undefined);
    if (known.length < imports.length) continue;
    const then = await bytesWith(known, name, directory);
    if (now - then < WORTH_BYTES) continue;
    found.push({ package: name, statements: known.map(({ statement }) => statement), now, then });
  }
  return found;
}

interface Import {
  specifier: string;
  statement: string;
}

/** How to import an export by its own file; undefined if it has none. */
function importOf(name: string, member: string, program: NodeJS.Require): Import | undefined {
  const kebab = member.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  for (const file of new Set([member, kebab, member.toLowerCase()])) {
    const specifier = `${name}/${file}`;
    try {
      if (folderOf(program.resolve(specifier)) !== folderOf(program.resolve(name))) continue;
      const whole = (program(name) as Exports)[member];
      const part = program(specifier) as Exports;
      const form = isSame(part, whole) || isSame(part.default, whole) ? member : `{ ${member} }`;
      if (form !== member && !isSame(part[member], whole)) continue;
      return { specifier, statement: `import ${form} from "${specifier}";` };
    } catch {
      continue; // There is no such file, or it is private.
    }
  }
  return undefined;
}

type Exports = Record<string, unknown>;

/** Whether two functions are one, or two copies of one. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "function" || typeof other !== "function") return false;
  return one === other || (one.name === other.name && one.length === other.length);
}

/** What the package would take if only these were imported. */
async function bytesWith(imports: Import[], name: string, directory: string): Promise<number> {
  const contents = imports.map(({ specifier }) => `require(${JSON.stringify(specifier)});\n`);
  const { metafile } = await build({
    stdin: { contents: contents.join(""), resolveDir: directory },
    absWorkingDir: directory,
    outfile: "index.js",
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    platform: "node",
    logLevel: "silent",
  });
  return bytesOf(name, metafile, directory);
}

/** The bytes of a package in an output. */
function bytesOf(name: string, { outputs }: Metafile, directory: string): number {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([path]) => packageOf(resolve(directory, path)) === name)
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
}
