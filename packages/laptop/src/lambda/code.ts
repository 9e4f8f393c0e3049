import { createHash } from "node:crypto";
import { mkdtemp, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../shared/errors";
import type { Code } from "../model/code";
import { linkSdk } from "./archive/built-in-sdk";
import { filesAt, type DiskFile } from "./archive/disk-files";
import { removeFolder } from "./archive/remove-folder";
import { TaskRoot } from "./archive/task-root";
import { readZip } from "./archive/zip";

/** A part of a code archive: a text, a file on disk, or a zip on disk with what it holds. */
type Part = { name: string; text: string } | { name: string; file: DiskFile } | { zip: DiskFile };

/** Unpacks code archives into folders of their own, as Lambda does into /var/task. */
export class CodeStore {
  readonly #folders = new Map<string, Promise<string>>();
  #root: Promise<string> | undefined;

  /** @param programDirectory the folder that the program's paths are relative to. */
  constructor(private readonly programDirectory: string) {}

  /**
   * @returns the folder with the unpacked code: the same for the same code, another if a file on disk has changed.
   * @throws UserError if the code cannot be read.
   */
  async unpack(code: Code): Promise<string> {
    await linkSdk(join(await this.#rootFolder(), "node_modules"), this.programDirectory);
    const parts = "path" in code ? await this.#archiveAt(code.path) : await this.#partsOf("", code);
    const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
    const folder = this.#folders.get(key) ?? this.#write(key, parts);
    this.#folders.set(key, folder);
    return folder;
  }

  async close(): Promise<void> {
    const root = this.#root;
    this.#root = undefined;
    if (root) await removeFolder(await root);
  }

  #rootFolder(): Promise<string> {
    return (this.#root ??= makeRoot());
  }

  async #archiveAt(path: string): Promise<Part[]> {
    const absolute = resolve(this.programDirectory, path);
    const found = await stat(absolute).catch(() => undefined);
    if (found?.isDirectory()) return this.#partsOf("", { path });
    if (found?.isFile() && path.endsWith(".zip"))
      return (await filesAt(absolute)).map((zip) => ({ zip }));
    throw new UserError(
      "NOT_EMULATED",
      `The code archive "${path}" is not a folder or a zip file. Use one of these, or an AssetArchive.`,
    );
  }

  async #partsOf(name: string, code: Code): Promise<Part[]> {
    if ("text" in code) return [{ name, text: code.text }];
    if ("path" in code) {
      const files = await filesAt(resolve(this.programDirectory, code.path));
      return files.map((file) => ({ name: joined(name, file.name), file }));
    }
    const lists = Object.entries(code.files).map(([inner, entry]) =>
      this.#partsOf(joined(name, inner), entry),
    );
    return (await Promise.all(lists)).flat();
  }

  async #write(key: string, parts: Part[]): Promise<string> {
    return TaskRoot.make(join(await this.#rootFolder(), key), async (root) => {
      for (const part of parts) {
        if ("zip" in part) await unzip(part.zip, root);
        // Unconfirmed: whether Lambda starts a bootstrap whose archive holds no mode, as those do that Pulumi makes of texts.
        else if ("text" in part) await root.write(part.name, part.text, 0o755);
        else await root.copy(part.name, part.file);
      }
    });
  }
}

async function makeRoot(): Promise<string> {
  // Node.js identifies modules by their real paths.
  const root = await realpath(await mkdtemp(join(tmpdir(), "pulumi-laptop-")));
  // No package.json of a folder above says what the code's modules are.
  await writeFile(join(root, "package.json"), "{}");
  return root;
}

async function unzip({ path }: DiskFile, root: TaskRoot): Promise<void> {
  for (const { name, content, mode, isLink } of readZip(await readFile(path))) {
    if (name.endsWith("/")) await root.folderAt(name);
    else if (isLink) root.link(name, Buffer.from(content).toString());
    else await root.write(name, content, mode);
  }
}

/** Names that lead up are kept: the task root says where they lead. */
function joined(folder: string, name: string): string {
  return folder && name ? `${folder}/${name}` : folder || name;
}
