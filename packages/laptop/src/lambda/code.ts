import { createHash } from "node:crypto";
import { mkdtemp, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../shared/errors";
import type { Code } from "../model/code";
import type { LambdaFunction, Model } from "../model/model";
import { linkSdk } from "./archive/built-in-sdk";
import { withSourceMap, withSources } from "./archive/debug-comments";
import { filesAt, type DiskFile } from "./archive/disk-files";
import { linkLayerPackages } from "./archive/layers";
import { localFolders } from "./archive/local-paths";
import { removeFolder } from "./archive/remove-folder";
import { TaskRoot, type TaskRootOptions } from "./archive/task-root";
import { UnzippedSize } from "./archive/unzipped-size";
import { isZip, readZip } from "./archive/zip";

/** A part of a code archive: a text, a file on disk, or a zip on disk whose files are below the name. */
type Part = { name: string } & ({ text: string } | { file: DiskFile } | { zip: DiskFile });

/** What a function runs. */
type CodeOfFunction = Pick<LambdaFunction, "name" | "code" | "layers" | "runtime">;

interface Unpacked {
  folder: string;
  bytes: number;
}

/** Unpacks code archives into folders of their own, as Lambda does into /var/task. */
export class CodeStore {
  readonly #folders = new Map<string, Promise<Unpacked>>();
  #root: Promise<string> | undefined;
  /** Source maps of closures by their code, while debuggers ask for them. */
  #sourceMaps: Model["sourceMaps"] | undefined;

  /**
   * @param programDirectory the folder that the program's paths are relative to.
   * @param isDebugged whether comments in the code tell debuggers where the program has it.
   */
  constructor(
    private readonly programDirectory: string,
    private readonly isDebugged = false,
  ) {}

  /** @param sourceMaps of closures, as JSON, by their code. */
  setSourceMaps(sourceMaps: Model["sourceMaps"]): void {
    if (this.isDebugged) this.#sourceMaps = sourceMaps;
  }

  /**
   * @returns the folder with the unpacked code: the same for the same code, another if a file on disk has changed.
   * @throws UserError if the code cannot be read.
   */
  async unpack({ name, code, layers, runtime }: CodeOfFunction): Promise<string> {
    const root = await this.#rootFolder();
    await linkSdk(join(root, "node_modules"), this.programDirectory);
    const parts = await this.#archive(code);
    const above =
      layers.length > 0
        ? await this.#unpackLayers(root, name, layers, runtime)
        : { folder: root, bytes: 0 };
    const { folder } = await this.#once(join(above.folder, keyOf(parts)), (made) => {
      const options = { local: localFolders(made), isDebugged: this.isDebugged };
      return write(made, options, parts, new UnzippedSize(name, above.bytes));
    });
    return folder;
  }

  /** @returns a folder with the layers as `opt`. Node.js finds their packages from a folder beside it. */
  async #unpackLayers(
    root: string,
    name: string,
    layers: Code[],
    runtime: string,
  ): Promise<Unpacked> {
    const parts = (await Promise.all(layers.map((layer) => this.#archive(layer)))).flat();
    return this.#once(join(root, keyOf([runtime, parts])), async (folder) => {
      const opt = join(folder, "opt");
      const options = { local: { opt }, isDebugged: this.isDebugged };
      const bytes = await write(opt, options, parts, new UnzippedSize(name));
      await linkLayerPackages(folder, runtime);
      return bytes;
    });
  }

  /** @param make returns the bytes that it has unzipped. */
  #once(folder: string, make: (folder: string) => Promise<number>): Promise<Unpacked> {
    const made = this.#folders.get(folder) ?? make(folder).then((bytes) => ({ folder, bytes }));
    this.#folders.set(folder, made);
    return made;
  }

  async close(): Promise<void> {
    const root = this.#root;
    this.#root = undefined;
    if (root) await removeFolder(await root);
  }

  #rootFolder(): Promise<string> {
    return (this.#root ??= makeRoot());
  }

  #archive(code: Code): Promise<Part[]> {
    return "path" in code ? this.#archiveAt("", code.path) : this.#partsOf("", code);
  }

  /** @param name the folder in the code that the archive becomes; empty for the code itself. */
  async #archiveAt(name: string, path: string): Promise<Part[]> {
    const absolute = resolve(this.programDirectory, path);
    const found = await stat(absolute).catch(() => undefined);
    if (found?.isDirectory()) return this.#filesAt(name, path);
    if (found?.isFile() && (await isZip(absolute)))
      return (await filesAt(absolute)).map((zip) => ({ name, zip }));
    if (!found)
      throw new UserError(
        "PROGRAM",
        `The code archive "${path}" does not exist in ${this.programDirectory}. Build it first.`,
      );
    throw new UserError(
      "NOT_EMULATED",
      `The code archive "${path}" is not a folder or a zip file. Use one of these, or an AssetArchive.`,
    );
  }

  async #partsOf(name: string, code: Code): Promise<Part[]> {
    if ("text" in code) return [{ name, text: this.#debugged(name, code.text) }];
    if ("path" in code) return this.#filesAt(name, code.path);
    if ("archive" in code) return this.#archiveAt(name, code.archive);
    const lists = Object.entries(code.files).map(([inner, entry]) =>
      this.#partsOf(joined(name, inner), entry),
    );
    return (await Promise.all(lists)).flat();
  }

  #debugged(name: string, text: string): string {
    if (!this.#sourceMaps) return text;
    if (name.endsWith(".js.map")) return withSources(text, this.programDirectory);
    return withSourceMap(text, this.#sourceMaps.get(text), this.programDirectory);
  }

  async #filesAt(name: string, path: string): Promise<Part[]> {
    const files = await filesAt(resolve(this.programDirectory, path));
    return files.map((file) => ({ name: joined(name, file.name), file }));
  }
}

async function write(
  folder: string,
  options: TaskRootOptions,
  parts: Part[],
  size: UnzippedSize,
): Promise<number> {
  await TaskRoot.make(folder, options, async (root) => {
    for (const part of parts) {
      if ("text" in part) size.add(Buffer.byteLength(part.text));
      if ("file" in part) size.add(part.file.bytes);
      if ("zip" in part) await unzip(part.name, part.zip, root, size);
      // Unconfirmed [bootstrap-without-mode]: whether Lambda starts a bootstrap whose archive holds no mode, as those do that Pulumi makes of texts.
      else if ("text" in part) await root.write(part.name, part.text, 0o755);
      else await root.copy(part.name, part.file);
    }
  });
  return size.bytes;
}

function keyOf(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
}

async function makeRoot(): Promise<string> {
  // Node.js identifies modules by their real paths.
  const root = await realpath(await mkdtemp(join(tmpdir(), "pulumi-laptop-")));
  // No package.json of a folder above says what the code's modules are.
  await writeFile(join(root, "package.json"), "{}");
  return root;
}

async function unzip(
  folder: string,
  { path }: DiskFile,
  root: TaskRoot,
  size: UnzippedSize,
): Promise<void> {
  for (const { name: own, content, mode, isLink } of readZip(await readFile(path))) {
    size.add(content.length);
    const name = joined(folder, own);
    if (name.endsWith("/")) await root.folderAt(name);
    else if (isLink) root.link(name, Buffer.from(content).toString());
    else await root.write(name, content, mode);
  }
}

/** Names that lead up are kept: the task root says where they lead. */
function joined(folder: string, name: string): string {
  return folder && name ? `${folder}/${name}` : folder || name;
}
