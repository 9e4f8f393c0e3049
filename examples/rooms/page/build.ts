import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** The page as text, and by which hashes browsers let its script and its style run. */
export interface BuiltPage {
  html: string;
  scriptHash: string;
  styleHash: string;
}

/** The page in one document: its script, with the client kit, and its style are bundled into it. */
export function builtPage(): BuiltPage {
  const script = bundle("page.ts");
  const style = bundle("page.css");
  const html = readFileSync(join(__dirname, "browser/index.html"), "utf8")
    .replace("<style></style>", () => `<style>${style}</style>`)
    .replace('"module"></script>', () => `"module">${script}</script>`);
  return { html, scriptHash: hashOf(script), styleHash: hashOf(style) };
}

function bundle(file: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, "browser", file)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    // In this repository the kit is not built; elsewhere, leave this out.
    alias: {
      "pulumi-websockets-client": require.resolve("pulumi-websockets-client/src/index"),
    },
  });
  // Nothing in a script may look like its end.
  return outputFiles[0]!.text.replaceAll("</script", "<\\/script").trim();
}

function hashOf(text: string): string {
  return `'sha256-${hash("sha256", text, "base64")}'`;
}
