import { dirname, join } from "node:path";
import { tokenizer, tokTypes, type Token, type TokenType } from "acorn";
import { build, version } from "esbuild";
import { cached } from "./cache";

/**
 * Whether the ES module build of a package says nothing that its CommonJS build does not say. The builds
 * are other texts, so what is compared are the names that they export and the texts, numbers, properties
 * and modules that they use. The answer is cached.
 *
 * @param esModule the file that `import` finds.
 * @param commonJs the file that `require` finds, which the program has loaded.
 * @param directory the program's folder.
 */
export function areAlike(esModule: string, commonJs: string, directory: string): Promise<boolean> {
  const names = liveExports(commonJs);
  const key = ["alike", version, esModule, commonJs, names];
  return cached(directory, key, async () => {
    try {
      const [first, second] = await Promise.all([whole(esModule), whole(commonJs)]);
      const said = wordsOf(second.code);
      const value =
        names.every((name) => first.exports.includes(name)) &&
        [...wordsOf(first.code)].every((word) => said.has(word));
      return { value, files: [...first.files, ...second.files] };
    } catch {
      // What cannot be read is taken for another program.
      return { value: false, files: [esModule, commonJs] };
    }
  });
}

/** The names that the program's own copy exports. A function in place of exports has none that says so. */
function liveExports(file: string): string[] {
  const exports: unknown = require.cache[file]?.exports;
  if (typeof exports === "function" && !("__esModule" in exports)) return ["itself"];
  return Object.keys(exports ?? {});
}

/** All that a file loads of its package, in one text. Other packages stay what is asked for. */
async function whole(file: string): Promise<{ code: string; exports: string[]; files: string[] }> {
  const folder = dirname(file);
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [file],
    outfile: "index.js",
    bundle: true,
    packages: "external",
    write: false,
    metafile: true,
    legalComments: "none",
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  return {
    code: outputFiles[0]!.text,
    exports: metafile.outputs["index.js"]!.exports,
    files: Object.keys(metafile.inputs).map((path) => join(folder, path)),
  };
}

/** The texts, numbers, expressions and properties in a program. */
function wordsOf(code: string): Set<string> {
  const words = new Set<string>();
  let before: TokenType | undefined;
  for (const token of tokenizer(code, { ecmaVersion: "latest", sourceType: "module" })) {
    // acorn's types leave the value out.
    const { type, value } = token as Token & { value?: unknown };
    if (type === tokTypes.string || type === tokTypes.template)
      words.add(`"${String(value).replace(/^node:/, "")}`);
    if (type === tokTypes.num) words.add(String(value));
    if (type === tokTypes.regexp) words.add(`/${(value as { pattern: string }).pattern}`);
    if (type === tokTypes.name && (before === tokTypes.dot || before === tokTypes.questionDot))
      words.add(`.${String(value)}`);
    before = type;
  }
  return words;
}
