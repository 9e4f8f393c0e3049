/** What a program is expected to need, because the last evaluation did. */
export interface Needs {
  /** Absolute paths of modules. */
  modules: readonly string[];
  /** The texts of functions that are serialized. */
  functions: readonly string[];
  /** The main modules of packages whose files are TypeScript. */
  libraries: readonly string[];
  /** What those files became when they were transpiled: the name under which the text is kept, by file. */
  sources: Readonly<Record<string, string>>;
  /** Files in which pulumi-callback looked up variables, with the names of their kept texts. */
  scripts: readonly [string, string][];
  /** The texts of functions that it read. */
  closureFunctions: readonly string[];
}

export const NOTHING: Needs = {
  modules: [],
  functions: [],
  libraries: [],
  sources: {},
  scripts: [],
  closureFunctions: [],
};

/**
 * Separates the program's own files, and what the next process may get ready.
 * @param lines what the preloads of the program's process report.
 */
export function needsIn(lines: string): { own: string[]; needs: Needs } {
  const reports = lines.split("\n").filter(Boolean);
  const needed = reports.map((line) => JSON.parse(line) as NeedsReport);
  const files = needed.flatMap(({ file }) => file ?? []);
  const functions = needed.flatMap((each) => each.function ?? []);
  const libraries = needed.flatMap(({ library }) => library ?? []);
  const transpiled = needed.flatMap(({ source, name }) => (source ? [[source, name!]] : []));
  const isOwn = (path: string) => !/[\\/]node_modules[\\/]/.test(path);
  return {
    own: files.filter(isOwn),
    needs: {
      modules: files.filter((path) => !isOwn(path)),
      functions,
      libraries,
      sources: Object.fromEntries(transpiled) as Record<string, string>,
      scripts: needed.flatMap(({ script }) => (script ? [script] : [])),
      closureFunctions: needed.flatMap((each) => each.closureFunction ?? []),
    },
  };
}

/** One of these, as the preloads of the program's process report them. */
interface NeedsReport {
  file?: string;
  function?: string;
  library?: string;
  source?: string;
  /** Of the source's kept text. */
  name?: string;
  script?: [string, string];
  closureFunction?: string;
}
