import { tokenizer, tokTypes, type Token, type TokenType } from "acorn";
import { build } from "esbuild";

/** Pairs of files that were compared: the closures of a program share most packages. */
const known = new Map<string, Promise<boolean>>();

/**
 * Whether the ES module build of a package says nothing that its CommonJS build does not say. The builds
 * are other texts, so what is compared are the names that they export and the texts, numbers, properties
 * and modules that they use.
 *
 * @param esModule the file that `import` finds.
 * @param commonJs the file that `require` finds, which the program has loaded.
 */
export function areAlike(esModule: string, commonJs: string): Promise<boolean> {
  const key = `${esModule}\n${commonJs}`;
  const answer = known.get(key) ?? compare(esModule, commonJs);
  known.set(key, answer);
  return answer;
}

async function compare(esModule: string, commonJs: string): Promise<boolean> {
  try {
    const [first, second] = await Promise.all([whole(esModule), whole(commonJs)]);
    const exported = new Set(first.exports);
    if (!liveExports(commonJs).every((name) => exported.has(name))) return false;
    const said = wordsOf(second.code);
    return [...wordsOf(first.code)].every((word) => said.has(word));
  } catch {
    return false; // What cannot be read is taken for another program.
  }
}

/** The names that the program's own copy exports. */
function liveExports(file: string): string[] {
  const exports: unknown = require.cache[file]?.exports;
  if (typeof exports === "function") return ["a function in place of a module"];
  return Object.keys(exports ?? {});
}

/** All that a file loads of its package, in one text. Other packages stay what is asked for. */
async function whole(file: string): Promise<{ code: string; exports: string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [file],
    outfile: "index.js",
    bundle: true,
    packages: "external",
    write: false,
    metafile: true,
    minifySyntax: true,
    legalComments: "none",
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  return { code: outputFiles[0]!.text, exports: metafile.outputs["index.js"]!.exports };
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
