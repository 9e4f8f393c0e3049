import { createHash } from "node:crypto";
import { mkdtemp, readFile, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../shared/errors";
import type { Code } from "../model/code";
import { TaskRoot } from "./archive/task-root";
import { readZip } from "./archive/zip";

/** Unpacks code archives into folders, as Lambda does into /var/task. */
export class CodeStore {
  readonly #folders = new Map<string, Promise<string>>();
  #root: Promise<string> | undefined;

  /** @param programDirectory the folder that the program's paths are relative to. */
  constructor(private readonly programDirectory: string) {}

  /** @returns the folder with the unpacked code. The same code is unpacked once. */
  unpack(code: Code): Promise<string> {
    if ("path" in code) return this.#folder(code.path);
    const key = createHash("sha256").update(JSON.stringify(code)).digest("hex");
    let folder = this.#folders.get(key);
    if (!folder) {
      folder = this.#write(key.slice(0, 16), code);
      this.#folders.set(key, folder);
    }
    return folder;
  }

  async close(): Promise<void> {
    if (this.#root) await rm(await this.#root, { recursive: true, force: true });
  }

  async #folder(path: string): Promise<string> {
    const absolute = resolve(this.programDirectory, path);
    const found = await stat(absolute).catch(() => undefined);
    // Node.js identifies modules by their real paths.
    if (found?.isDirectory()) return realpath(absolute);
    if (found?.isFile() && path.endsWith(".zip")) return this.#unzip(absolute);
    throw new UserError(
      "NOT_EMULATED",
      `The code archive "${path}" is not a folder or a zip file. Use one of these, or an AssetArchive.`,
    );
  }

  async #unzip(path: string): Promise<string> {
    const zip = await readFile(path);
    const name = createHash("sha256").update(zip).digest("hex").slice(0, 16);
    const folder = await this.#newFolder(name);
    return TaskRoot.make(folder, async (root) => {
      for (const { name: file, content, mode, isLink } of readZip(zip)) {
        if (file.endsWith("/")) await root.folderAt(file);
        else if (isLink) root.link(file, Buffer.from(content).toString());
        else await root.write(file, content, mode);
      }
    });
  }

  async #newFolder(name: string): Promise<string> {
    this.#root ??= mkdtemp(join(tmpdir(), "pulumi-laptop-")).then((root) => realpath(root));
    return join(await this.#root, name);
  }

  async #write(name: string, code: Code): Promise<string> {
    const folder = await this.#newFolder(name);
    return TaskRoot.make(folder, (root) => this.#writeTo(root, "", code));
  }

  async #writeTo(root: TaskRoot, name: string, code: Code): Promise<void> {
    // Unconfirmed: whether Lambda starts a bootstrap whose archive holds no mode, as those do that Pulumi makes of texts.
    if ("text" in code) return root.write(name, code.text, 0o755);
    if ("path" in code) return root.copy(name, resolve(this.programDirectory, code.path));
    if (name !== "") await root.folderAt(name);
    for (const [inner, entry] of Object.entries(code.files))
      await this.#writeTo(root, name === "" ? inner : `${name}/${inner}`, entry);
  }
}
