import type { Loader, LoadedProgram } from "./load";
import { ProgramError } from "./program/evaluate";
import { watchFiles, type Watch } from "./program/watch";
import type { Journal } from "./shared/journal";

type Update = (changed: LoadedProgram) => Promise<void>;

/** An evaluation that takes longer no longer keeps events waiting. */
const PATIENCE_MS = 30_000;

/** Loads a program again when one of its files changes. A newer change ends the evaluation of an older one. */
export class Reloader {
  readonly #loader: Pick<Loader, "load" | "prepare">;
  readonly #journal: Journal;
  readonly #patienceMs: number;
  #watch: Watch | undefined;
  /** Ends the evaluation that runs. */
  #evaluation: AbortController | undefined;
  #hasChanged = false;
  #isLoading = false;
  #settled = Promise.resolve();
  /** Lets the events go on that wait for a change. */
  #release: (() => void) | undefined;

  constructor(
    loader: Pick<Loader, "load" | "prepare">,
    journal: Journal,
    patienceMs = PATIENCE_MS,
  ) {
    this.#loader = loader;
    this.#journal = journal;
    this.#patienceMs = patienceMs;
  }

  /**
   * Starts to watch the files of a program.
   * @param update replaces what runs, whole or not at all.
   */
  async watch(files: string[], update: Update): Promise<void> {
    const watch = watchFiles(() => this.#change(watch, update));
    this.#watch = watch;
    await watch.setFiles(files);
    this.#loader.prepare();
  }

  /** Settles when no change is being loaded. Events wait for it, so that they run the new code. */
  settled(): Promise<void> {
    return this.#settled;
  }

  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
    this.#evaluation?.abort();
  }

  #change(watch: Watch, update: Update): void {
    this.#hasChanged = true;
    this.#journal.record("program", "change");
    if (!this.#release) this.#settled = new Promise((resolve) => (this.#release = resolve));
    this.#evaluation?.abort();
    if (!this.#isLoading) void this.#loadChanges(watch, update);
  }

  async #loadChanges(watch: Watch, update: Update): Promise<void> {
    this.#isLoading = true;
    while (this.#hasChanged && this.#watch) {
      this.#hasChanged = false;
      await this.#reload(watch, update);
    }
    this.#isLoading = false;
    this.#letEventsGoOn();
    if (this.#watch) this.#loader.prepare();
  }

  async #reload(watch: Watch, update: Update): Promise<void> {
    const evaluation = new AbortController();
    const overdue = setTimeout(() => {
      this.#journal.record("program", "overdue", { seconds: this.#patienceMs / 1000 });
      this.#letEventsGoOn();
    }, this.#patienceMs).unref();
    this.#evaluation = evaluation;
    try {
      const changed = await this.#loader.load({ signal: evaluation.signal });
      if (evaluation.signal.aborted) return;
      await update(changed);
      await watch.setFiles(changed.files);
      this.#journal.record("program", "reload");
    } catch (error) {
      if (evaluation.signal.aborted) return;
      if (error instanceof ProgramError) await watch.setFiles(error.files);
      this.#journal.record("program", "failed", { message: (error as Error).message });
    } finally {
      clearTimeout(overdue);
    }
  }

  #letEventsGoOn(): void {
    this.#release?.();
    this.#release = undefined;
  }
}
