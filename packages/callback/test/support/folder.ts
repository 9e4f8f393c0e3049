import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";
import ts from "typescript";

export type Compiler = "TypeScript" | "esbuild";

/** A program with its own packages, in a temporary folder. */
export class Folder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), "program-")));

  write(path: string, text: string): void {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** @param files by path; objects are JSON. */
  writePackage(name: string, files: Record<string, object | string>): void {
    for (const [path, content] of Object.entries({ "package.json": {}, ...files })) {
      const text = typeof content === "string" ? content : JSON.stringify({ name, ...content });
      this.write(join("node_modules", name, path), text);
    }
  }

  /** Writes a file of the program and what a compiler makes of it: a CommonJS module with a source map. */
  writeProgram(path: string, text: string, compiler: Compiler = "TypeScript"): void {
    this.write(path, text);
    this.write(path.replace(/\.ts$/, ".js"), COMPILERS[compiler](text, path));
  }

  require(specifier: string): unknown {
    return createRequire(join(this.path, "index.js"))(specifier);
  }

  /** Makes every file of the folder be loaded anew. */
  forgetLoaded(): void {
    for (const path of Object.keys(require.cache))
      if (path.startsWith(this.path)) delete require.cache[path];
  }

  remove(): void {
    this.forgetLoaded();
    rmSync(this.path, { recursive: true });
  }
}

const COMPILERS: Record<Compiler, (text: string, path: string) => string> = {
  TypeScript: (text, fileName) => {
    const compilerOptions = {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2021,
      esModuleInterop: true,
      inlineSourceMap: true,
    };
    return ts.transpileModule(text, { fileName, compilerOptions }).outputText;
  },
  esbuild: (text, sourcefile) =>
    transformSync(text, {
      loader: "ts",
      format: "cjs",
      target: "es2021",
      sourcemap: "inline",
      sourcefile,
    }).code,
};
