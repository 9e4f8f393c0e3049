import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";

/** What a page pays that imports so much of the kit. */
function bytesOf(names: string): number {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `export { ${names} } from "./index";`,
      resolveDir: join(__dirname, "../src"),
    },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

describe("The client kit in a page", () => {
  it("takes 3 KB at most: minified by esbuild, and gzipped", () => {
    const bytes = bytesOf("connect");
    assert.ok(bytes <= 3072, `${bytes} bytes`);
  });

  it("takes 4.5 KB at most with rooms", () => {
    const bytes = bytesOf("connect, rooms");
    assert.ok(bytes <= 4608, `${bytes} bytes`);
  });
});
