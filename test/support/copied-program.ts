import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REPOSITORY = join(__dirname, "../..");
const FILES = [
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
  "Pulumi.README.md",
  "package.json",
  "tsconfig.json",
  "index.ts",
];
const FOLDERS = ["components", "handlers", "policy"];

/** A copy of this repository's program that a test may edit. */
export interface CopiedProgram {
  folder: string;
  /** Replaces a text wherever it stands in a file of the program. */
  edit(file: string, from: string, to: string): void;
  write(file: string, text: string): void;
  delete(file: string): void;
  remove(): Promise<void>;
}

/** @param more files and folders of the repository that are copied as well. */
export async function copyProgram(more: string[] = []): Promise<CopiedProgram> {
  const folder = await mkdtemp(join(tmpdir(), "program-"));
  for (const name of [...FILES, ...FOLDERS, ...more])
    await cp(join(REPOSITORY, name), join(folder, name), { recursive: true });
  await symlink(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
  return {
    folder,
    edit(file, from, to) {
      const text = readFileSync(join(folder, file), "utf8");
      if (!text.includes(from)) throw new Error(`"${file}" does not hold "${from}".`);
      writeFileSync(join(folder, file), text.replaceAll(from, to));
    },
    write: (file, text) => writeFileSync(join(folder, file), text),
    delete: (file) => rmSync(join(folder, file)),
    remove: () => rm(folder, { recursive: true }),
  };
}
