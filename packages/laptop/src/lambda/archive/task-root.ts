import {
  chmod,
  constants,
  copyFile,
  mkdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join, posix, relative, resolve } from "node:path";
import { UserError } from "../../shared/errors";
import { isDebuggable, withSourceUrl } from "./debug-comments";
import type { DiskFile } from "./disk-files";
import { isScriptAt, scriptWithLocalPaths, type LocalFolders } from "./local-paths";

/** Nobody may write, as on AWS, where the file system is mounted so. */
const READ_ONLY = 0o555;

export interface TaskRootOptions {
  /** Where the paths lead that scripts in the code have. */
  local: LocalFolders;
  /** Whether code says which file of the program it is a copy of. */
  isDebugged: boolean;
}

/**
 * The folder of a function's code. Nothing is written outside of it, whatever the names in an archive.
 * Differs from AWS: a function that writes to its own code gets EACCES and not EROFS; where root runs the laptop it
 * may write, and on Windows it may add files.
 */
export class TaskRoot {
  readonly #links: { path: string; target: string }[] = [];
  readonly #folders = new Set<string>();

  private constructor(
    readonly folder: string,
    private readonly options: TaskRootOptions,
  ) {}

  /**
   * Makes the folder, whose path has no links, and whose content is read-only afterwards.
   * @param fill writes the code.
   * @returns the folder.
   * @throws UserError if two names contradict each other.
   */
  static async make(
    folder: string,
    options: TaskRootOptions,
    fill: (root: TaskRoot) => Promise<void>,
  ): Promise<string> {
    const root = new TaskRoot(folder, options);
    await root.#makeFolder(folder);
    await fill(root);
    await root.#link();
    for (const each of root.#folders) await chmod(each, READ_ONLY);
    return folder;
  }

  /** @param name of the file in the archive. */
  async write(name: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    await this.#place(name, async (path) => {
      // A later file of the same name replaces the first, which is read-only.
      await rm(path, { force: true });
      await writeFile(path, scriptWithLocalPaths(content, mode, this.options.local));
      await chmod(path, mode & READ_ONLY);
    });
  }

  async copy(name: string, { path: source, mode }: DiskFile): Promise<void> {
    if (await isScriptAt(source, mode)) return this.write(name, await readFile(source), mode);
    if (this.options.isDebugged && isDebuggable(source))
      return this.write(name, withSourceUrl(await readFile(source, "utf8"), source), mode);
    await this.#place(name, async (path) => {
      await rm(path, { force: true });
      await copyFile(source, path, constants.COPYFILE_FICLONE);
      await chmod(path, mode & READ_ONLY);
    });
  }

  async folderAt(name: string): Promise<void> {
    await this.#place(name, (path) => this.#makeFolder(path));
  }

  /** Links are made when all files are written, so that no file is written through one. */
  link(name: string, target: string): void {
    this.#links.push({ path: pathOf(name), target });
  }

  async #link(): Promise<void> {
    for (const { path, target } of this.#links) {
      const from = posix.dirname(path);
      // A link that leads out of the task root leads to its top instead: there is no other machine behind it.
      const inside = target.startsWith("/")
        ? pathOf(target.replace(/^\/(var\/task|opt)(?=\/|$)/, ""))
        : pathOf(posix.join(from, target));
      await this.#place(path, async (at) => {
        if ((await realpath(dirname(at))) !== dirname(at)) throw contradiction();
        await symlink(relative(dirname(at), join(this.folder, inside)) || ".", at);
      });
    }
  }

  async #place(name: string, write: (path: string) => Promise<void>): Promise<void> {
    const path = resolve(join(this.folder, pathOf(name)));
    try {
      if (path !== this.folder) await this.#makeFolder(dirname(path));
      await write(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (!code || !CONTRADICTIONS.has(code)) throw error;
      throw new UserError(
        "MODEL",
        `The code archive has "${name}" twice, as a file and as a folder or a link. Rename one.`,
      );
    }
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#folders.has(path)) return;
    await mkdir(path, { recursive: true });
    for (let at = path; at !== dirname(this.folder); at = dirname(at)) this.#folders.add(at);
  }
}

function contradiction(): Error {
  return Object.assign(new Error(), { code: "EEXIST" });
}

/** What the file system says when a file is where a folder should be, or the other way round. */
const CONTRADICTIONS = new Set("EEXIST EISDIR ENOTDIR ERR_FS_EISDIR".split(" "));

// Unconfirmed [archive-names]: how Lambda unpacks names with backslashes or a drive; here as `unzip` does.
function pathOf(name: string): string {
  return posix.normalize(`/${name.replaceAll("\\", "/").replace(/^[A-Za-z]:/, "")}`);
}
