import type { Loader, LoadedProgram } from "./load";
import { ProgramError } from "./program/evaluate";
import { watchFiles, type Watch } from "./program/watch";
import type { Journal } from "./shared/journal";

/** Loads a program again when one of its files changes, one change after the other. */
export class Reloader {
  #change = Promise.resolve();
  #watch: Watch | undefined;

  constructor(
    private readonly loader: Pick<Loader, "load" | "prepare">,
    private readonly journal: Journal,
  ) {}

  /**
   * Starts to watch the files of a program.
   * @param update replaces what runs, whole or not at all.
   */
  async watch(files: string[], update: (changed: LoadedProgram) => Promise<void>): Promise<void> {
    const watch = watchFiles(() => {
      this.#change = this.#change.then(() => this.#reload(watch, update));
    });
    this.#watch = watch;
    await watch.setFiles(files);
    this.loader.prepare();
  }

  /** Settles when no change is being loaded. Events wait for it, so that they run the new code. */
  settled(): Promise<void> {
    return this.#change;
  }

  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
  }

  async #reload(watch: Watch, update: (changed: LoadedProgram) => Promise<void>): Promise<void> {
    if (this.#watch === undefined) return;
    this.journal.record("program", "change");
    try {
      const changed = await this.loader.load();
      await update(changed);
      await watch.setFiles(changed.files);
      this.journal.record("program", "reload");
    } catch (error) {
      if (this.#watch === undefined) return;
      if (error instanceof ProgramError) await watch.setFiles(error.files);
      this.journal.record("program", "failed", { message: (error as Error).message });
    }
    this.loader.prepare();
  }
}
