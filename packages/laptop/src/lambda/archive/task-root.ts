import { chmod, cp, lstat, mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join, posix, relative } from "node:path";
import { UserError } from "../../shared/errors";

/** The folder of a function's code. Nothing is written outside of it, whatever the names in an archive. */
export class TaskRoot {
  readonly #links: { path: string; target: string }[] = [];

  private constructor(readonly folder: string) {}

  /**
   * Makes the folder, whose path has no links.
   * @param fill writes the code.
   * @returns the folder.
   * @throws UserError if two names contradict each other.
   */
  static async make(folder: string, fill: (root: TaskRoot) => Promise<void>): Promise<string> {
    const root = new TaskRoot(folder);
    await mkdir(folder, { recursive: true });
    await fill(root);
    await root.#link();
    return folder;
  }

  /** @param name of the file in the archive. */
  async write(name: string, content: string | Uint8Array, mode?: number): Promise<void> {
    await this.#place(name, async (path) => {
      await writeFile(path, content);
      // Not by writeFile, which applies the umask of this process.
      if (mode !== undefined) await chmod(path, mode);
    });
  }

  /** Copies a file or a folder with what it holds. */
  async copy(name: string, source: string): Promise<void> {
    await this.#place(name, (path) => cp(source, path, { recursive: true }));
  }

  async folderAt(name: string): Promise<void> {
    await this.#place(name, async (path) => void (await mkdir(path, { recursive: true })));
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
        ? pathOf(target.replace(/^\/var\/task(?=\/|$)/, ""))
        : pathOf(posix.join(from, target));
      await this.#place(path, (at) =>
        symlink(relative(dirname(at), join(this.folder, inside)) || ".", at),
      );
    }
  }

  async #place(name: string, write: (path: string) => Promise<void>): Promise<void> {
    const path = join(this.folder, pathOf(name));
    try {
      await mkdir(dirname(path), { recursive: true });
      // A folder that was copied can hold links.
      if (await leadsElsewhere(path)) throw Object.assign(new Error(), { code: "EEXIST" });
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
}

async function leadsElsewhere(path: string): Promise<boolean> {
  if ((await realpath(dirname(path))) !== dirname(path)) return true;
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;
}

/** What the file system says when a file is where a folder should be, or the other way round. */
const CONTRADICTIONS = new Set(
  "EEXIST EISDIR ENOTDIR ERR_FS_CP_DIR_TO_NON_DIR ERR_FS_CP_NON_DIR_TO_DIR".split(" "),
);

// Unconfirmed: how Lambda unpacks names with backslashes or a drive; here as `unzip` does.
function pathOf(name: string): string {
  return posix.normalize(`/${name.replaceAll("\\", "/").replace(/^[A-Za-z]:/, "")}`);
}
