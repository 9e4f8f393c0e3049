import { relative, sep } from "node:path";
import { addMapping, GenMapping, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";
import { eachMapping, TraceMap } from "@jridgewell/trace-mapping";

/** A function of the program, as V8 compiled it. */
export interface CompiledFunction {
  text: string;
  /** Where the function's body, `{...}` or an expression, starts in the text. */
  bodyStart: number;
  /** The place in the program's files for one in the text: both counted from 0, the line of the answer from 1. */
  originalOf(line: number, column: number): { file: string; line: number } | undefined;
}

/**
 * Maps the lines of a closure's module to the lines that the program was written in. Pulumi copies the
 * text of functions, so that they are found again by it.
 * @returns the module with its source map at the end, or as it is if no function of the program is in it.
 */
export function withSourceMap(name: string, module: string, functions: CompiledFunction[]): string {
  const map = new GenMapping({ file: name });
  let mapped = false;
  for (const compiled of functions) {
    const body = compiled.text.slice(compiled.bodyStart);
    const at = module.indexOf(body);
    if (at < 0) continue;
    mapped = true;
    mapLines(map, module, at, compiled);
  }
  if (!mapped) return module;
  const json = JSON.stringify(toEncodedMap(map));
  return `${module}//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString("base64")}\n`;
}

/** Maps each line of a body that stands at a place in the module. */
function mapLines(map: GenMapping, module: string, at: number, compiled: CompiledFunction): void {
  const before = module.slice(0, at).split("\n");
  const head = compiled.text.slice(0, compiled.bodyStart).split("\n");
  compiled.text
    .slice(compiled.bodyStart)
    .split("\n")
    .forEach((text, index) => {
      const indent = /^\s*/.exec(text)![0].length;
      const lead = index === 0 ? before.at(-1)!.length : 0;
      const textColumn = (index === 0 ? head.at(-1)!.length : 0) + indent;
      const original = compiled.originalOf(head.length - 1 + index, textColumn);
      if (!original) return;
      addMapping(map, {
        generated: { line: before.length + index, column: lead + (index === 0 ? 0 : indent) },
        source: original.file,
        original: { line: original.line, column: 0 },
      });
    });
}

/**
 * The part of a bundle's source map that leads to the program's own files, by their paths from the
 * program's folder: what is in packages is their business, and would be a hundred times as much.
 */
export function ownSourceMap(bundleMap: string, directory: string): string {
  const map = new GenMapping({ file: "index.js" });
  eachMapping(
    new TraceMap(bundleMap),
    ({ generatedLine, generatedColumn, source, originalLine }) => {
      if (source === null || originalLine === null) return;
      const path = relative(directory, source).split(sep).join("/");
      if (path.startsWith("..") || path.includes("node_modules/") || source.startsWith("closure:"))
        return;
      addMapping(map, {
        generated: { line: generatedLine, column: generatedColumn },
        source: path,
        original: { line: originalLine, column: 0 },
      });
      setSourceContent(map, path, null);
    },
  );
  return JSON.stringify(toEncodedMap(map));
}
