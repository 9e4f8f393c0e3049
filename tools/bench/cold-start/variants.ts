import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { build } from "esbuild";
import { programClosure } from "./program-closure";

/** One way to make a function's code of the same handlers. */
export interface Variant {
  name: string;
  /** The text of the file that exports `handler`. */
  code: string;
  /** Everything shipped, `code` included. */
  shipped: Sizes;
}

export interface Sizes {
  files: number;
  bytes: number;
  /** The files compressed, each by itself. */
  gzipBytes: number;
  /** The zip file that is uploaded, which holds a name and two headers for each file as well. */
  zipBytes: number;
}

/** Of a file, without its name: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.7, 4.3.9, 4.3.12 */
const ZIP_HEADERS_BYTES = 30 + 16 + 46;
const ZIP_END_BYTES = 22;
const GZIP_HEADER_BYTES = 18;

const EMPTY = "exports.handler = async () => ({ statusCode: 200 });\n";

/** The ways that are compared. The first is the floor, the second what Pulumi does by default. */
export async function variants(directory: string, nodeMajor: number): Promise<Variant[]> {
  const { text, code } = await programClosure();
  const usual = (mainFields?: string[]) => usualBundle(directory, nodeMajor, mainFields);
  return [
    variant("empty", EMPTY),
    variant("default", text, await packagedFiles(directory)),
    variant("usual", await usual()),
    variant("usual, module,main", await usual(["module", "main"])),
    variant("ours", code),
  ];
}

function variant(name: string, code: string, packagePaths: string[] = []): Variant {
  const shipped = { files: 0, bytes: 0, gzipBytes: 0, zipBytes: ZIP_END_BYTES };
  const add = (path: string, content: Buffer) => {
    const gzipBytes = gzipSync(content, { level: 9 }).length;
    shipped.files += 1;
    shipped.bytes += content.length;
    shipped.gzipBytes += gzipBytes;
    shipped.zipBytes += gzipBytes - GZIP_HEADER_BYTES + ZIP_HEADERS_BYTES + 2 * path.length;
  };
  add("index.js", Buffer.from(code));
  for (const path of packagePaths) add(path, readFileSync(path));
  return { name, code, shipped };
}

/** A handler file, bundled with the settings that every guide gives. */
async function usualBundle(directory: string, nodeMajor: number, mainFields?: string[]) {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "usual-handler.ts")],
    absWorkingDir: directory,
    bundle: true,
    minify: true,
    platform: "node",
    target: `node${nodeMajor}`,
    write: false,
    ...(mainFields ? { mainFields } : {}),
  });
  return outputFiles[0]!.text;
}

/**
 * The files that Pulumi packs: every package that the clients of the AWS SDK depend on, whole. Packages
 * that only the program needs are left out, to the default's advantage.
 */
async function packagedFiles(directory: string): Promise<string[]> {
  const { dependencies } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const extraExcludePackages = Object.keys(dependencies).filter((name) => !/^@aws-sdk/.test(name));
  const paths = await pulumi.runtime.computeCodePaths({ extraExcludePackages });
  return [...paths.keys()].flatMap((path) => filesBelow(path));
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}
