import type { Loader, LoadedProgram } from "./load";
import { codeFrame } from "./event-log/code-frame";
import { shownPath } from "./program/project/shown-path";
import { ProgramError } from "./program/evaluate";
import { watchFiles, type Watch } from "./program/watch";
import type { Journal } from "./shared/journal";

type Update = (changed: LoadedProgram) => Promise<void>;

/** An evaluation that takes longer no longer keeps events waiting. */
const PATIENCE_MS = 30_000;

/** How long after a reload the next one is prepared: the events that waited for it go first. */
const REST_MS = 300;

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
  /** Prepares the next evaluation. */
  #rest: NodeJS.Timeout | undefined;
  /** Set while events wait for a change to be loaded. */
  #waiting: { settled: Promise<void>; letGoOn(): void } | undefined;
  /** What happened since the program was last reloaded, or failed to be. */
  #changes = { files: new Set<string>(), sinceMs: 0, waited: 0 };
  /** When the program that runs was loaded. */
  #runningSince = new Date();

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
    this.#runningSince = new Date();
    const watch = watchFiles((changed) => this.#change(changed, watch, update));
    this.#watch = watch;
    await watch.setFiles(files);
    this.#loader.prepare();
  }

  /** Settles when the change that is being loaded is; undefined if there is none. An event waits for it, so that it runs the new code. */
  settled(): Promise<void> | undefined {
    if (this.#waiting) this.#changes.waited++;
    return this.#waiting?.settled;
  }

  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
    clearTimeout(this.#rest);
    this.#evaluation?.abort();
  }

  #change(files: string[], watch: Watch, update: Update): void {
    this.#hasChanged = true;
    if (this.#changes.files.size === 0) this.#changes.sinceMs = performance.now();
    for (const file of files) this.#changes.files.add(shownPath(file));
    this.#journal.record("program", "change", { files: [...this.#changes.files] });
    this.#waiting ??= newWait();
    clearTimeout(this.#rest);
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
    if (this.#watch) this.#rest = setTimeout(() => this.#loader.prepare(), REST_MS).unref();
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
      this.#runningSince = new Date();
      this.#journal.record("program", "reload", this.#takeChanges());
    } catch (error) {
      if (evaluation.signal.aborted) return;
      await this.#fail(error as Error, watch);
    } finally {
      clearTimeout(overdue);
    }
  }

  async #fail(error: Error, watch: Watch): Promise<void> {
    const files = error instanceof ProgramError ? error.files : [];
    if (files.length > 0) await watch.setFiles(files);
    this.#journal.record("program", "failed", {
      message: error.message,
      ...codeFrame(error.message, files),
      runningSince: this.#runningSince.toISOString(),
      ...this.#takeChanges(),
    });
  }

  #takeChanges() {
    const { files, sinceMs, waited } = this.#changes;
    this.#changes = { files: new Set(), sinceMs: 0, waited: 0 };
    return { files: [...files], durationMs: Math.round(performance.now() - sinceMs), waited };
  }

  #letEventsGoOn(): void {
    this.#waiting?.letGoOn();
    this.#waiting = undefined;
  }
}

function newWait() {
  let letGoOn!: () => void;
  const settled = new Promise<void>((resolve) => (letGoOn = resolve));
  return { settled, letGoOn };
}
