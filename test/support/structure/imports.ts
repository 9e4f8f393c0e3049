import { posix } from "node:path";
import { preProcessFile } from "typescript";

/** Files by their paths from the root, with "/" between the parts. */
export type Tree = ReadonlyMap<string, string>;

export interface Import {
  from: string;
  /** A path in the tree, or the name that a package is imported by. */
  to: string;
  /** Whether it is a relative path. */
  isRelative: boolean;
  /** Whether only types are imported, so that nothing is loaded at run time. */
  isTypeOnly: boolean;
}

/** Every `import`, `export ... from`, `require` and `import()` of the tree's source files. */
export function importsIn(tree: Tree): Import[] {
  return [...tree].flatMap(([from, text]) =>
    preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => {
      const isRelative = fileName.startsWith(".");
      return {
        from,
        to: isRelative ? resolve(from, fileName, tree) : fileName,
        isRelative,
        // Between the first word of the statement and the name, there is neither ";" nor a quotation mark.
        isTypeOnly: /\b(?:import|export) type [^;"']*$/.test(text.slice(0, pos)),
      };
    }),
  );
}

/**
 * Groups of files that import each other in a circle. A file that imports itself is in no group.
 * Tarjan's algorithm: https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 */
export function cyclesIn(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to, isRelative } of imports)
    if (isRelative) targets.set(from, [...(targets.get(from) ?? []), to]);
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  const visit = (file: string): void => {
    numbers.set(file, numbers.size);
    lowest.set(file, numbers.get(file)!);
    stack.push(file);
    for (const target of targets.get(file) ?? []) {
      if (!numbers.has(target)) visit(target);
      if (stack.includes(target))
        lowest.set(file, Math.min(lowest.get(file)!, lowest.get(target)!));
    }
    if (lowest.get(file) !== numbers.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) cycles.push(group.sort());
  };
  for (const file of targets.keys()) if (!numbers.has(file)) visit(file);
  return cycles;
}

function resolve(from: string, name: string, tree: Tree): string {
  const path = posix.join(posix.dirname(from), name);
  return [path, `${path}.ts`, `${path}.cjs`, `${path}/index.ts`].find((p) => tree.has(p)) ?? path;
}
