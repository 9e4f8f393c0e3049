import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../errors";
import type { Code } from "../program/resource";

/** Unpacks code archives into folders, where Lambda would have /var/task. */
export class CodeStore {
  readonly #folders = new Map<string, Promise<string>>();
  #root: Promise<string> | undefined;

  /** @param programDirectory the folder that paths in the program are relative to. */
  constructor(private readonly programDirectory: string) {}

  /** The folder with the unpacked code. The same code is unpacked once. */
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
    if ((await stat(absolute).catch(() => undefined))?.isDirectory()) return absolute;
    throw new UserError(
      "NOT_EMULATED",
      `The code archive "${path}" is not a folder. Use a folder or an AssetArchive.`,
    );
  }

  async #write(name: string, code: Code): Promise<string> {
    this.#root ??= mkdtemp(join(tmpdir(), "websockets-on-demand-"));
    const folder = join(await this.#root, name);
    await this.#writeTo(folder, code);
    return folder;
  }

  async #writeTo(path: string, code: Code): Promise<void> {
    if ("files" in code) {
      await mkdir(path, { recursive: true });
      for (const [name, inner] of Object.entries(code.files))
        await this.#writeTo(join(path, name), inner);
      return;
    }
    await mkdir(dirname(path), { recursive: true });
    if ("text" in code) await writeFile(path, code.text);
    else await cp(resolve(this.programDirectory, code.path), path, { recursive: true });
  }
}
