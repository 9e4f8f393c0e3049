import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { unzipSync } from "fflate";
import { UserError } from "../shared/errors";
import type { Code } from "../model/code";

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
    for (const [file, content] of Object.entries(unzipSync(zip))) {
      // A name with ".." must not lead out of the folder.
      const target = join(folder, join("/", file));
      if (file.endsWith("/")) await mkdir(target, { recursive: true });
      else {
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, content);
      }
    }
    return folder;
  }

  async #newFolder(name: string): Promise<string> {
    this.#root ??= mkdtemp(join(tmpdir(), "pulumi-laptop-")).then((root) => realpath(root));
    return join(await this.#root, name);
  }

  async #write(name: string, code: Code): Promise<string> {
    const folder = await this.#newFolder(name);
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
