import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const folders: string[] = [];

/** A folder with the files, and those that any Pulumi program has unless they are given. */
export function programFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "program-"));
  folders.push(folder);
  symlinkSync(join(__dirname, "../../../../../node_modules"), join(folder, "node_modules"));
  for (const [name, text] of Object.entries({ ...PROGRAM, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Deletes all program folders. */
export function removeProgramFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

const PROGRAM = {
  "Pulumi.yaml": "name: sample\nruntime: nodejs\n",
  "package.json": JSON.stringify({ main: "index.ts" }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { target: "ES2021", module: "nodenext", noCheck: true },
  }),
};
