import type { Result } from "./mutant";

/** One line for a mutant that is caught; for another, what was changed too. */
export function lineOf({ mutant, verdict, by, ms }: Result): string {
  const { file, before, after, test, breaks } = mutant;
  const line = `${verdict.padEnd(8)} ${secondsOf(ms).padStart(7)}  ${file}: ${breaks}`;
  if (verdict === "caught") return line;
  const details = [`- ${before}`, `+ ${after}`, `${test}: ${by ?? "every test passes."}`];
  return [line, ...details.map((detail) => detail.replace(/^/gm, "    "))].join("\n");
}

/** A result as `--json` prints it. */
export function plainResult({ mutant, verdict, by, ms }: Result): object {
  return { ...mutant, verdict, by, ms: Math.round(ms) };
}

/** `1 mutant`, `2 mutants` */
export function countOf(mutants: number): string {
  return `${mutants} ${mutants === 1 ? "mutant" : "mutants"}`;
}

/** `1.2 s` */
export function secondsOf(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Shows on a terminal how much is done; elsewhere nothing. */
export class StatusLine {
  #done = 0;

  constructor(private readonly total: number) {
    this.#show();
  }

  /** @param print prints above the line. */
  next(print?: () => void): void {
    this.#done++;
    this.#clear();
    print?.();
    this.#show();
  }

  end(): void {
    this.#clear();
  }

  #clear(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }

  #show(): void {
    if (process.stderr.isTTY) process.stderr.write(`${this.#done} of ${this.total} runs`);
  }
}
