import type { Result } from "../../experiments/experiments";
import type { Journal } from "../../shared/journal";
import type { Services } from "../../services";
import { ActionError } from "./actions";
import { lazy } from "../lazy-modules";

/** How long an experiment may take. */
const LIMIT_MS = 60_000;

/** Runs the experiments, one at a time, on a stage that runs. */
export class ExperimentRunner {
  #isRunning = false;

  constructor(private readonly journal: Journal) {}

  async run(name: string, url: string, { lambda }: Services): Promise<Result> {
    const { isExperiment, runExperiment } = lazy.experiments();
    const { Lab } = lazy.lab();
    if (!isExperiment(name)) throw new ActionError(`There is no experiment "${name}".`);
    if (this.#isRunning) throw new ActionError("An experiment is running.");
    this.#isRunning = true;
    // Nobody waits ten minutes: what is idle ends as if they were over.
    const lab = new Lab(url, this.journal, { onWait: () => lambda.endIdle() });
    let limit: NodeJS.Timeout | undefined;
    try {
      const tooLong = new Promise<never>((_, reject) => {
        limit = setTimeout(() => reject(new ActionError(TOO_LONG)), LIMIT_MS).unref();
      });
      return await Promise.race([runExperiment(name, lab), tooLong]);
    } finally {
      clearTimeout(limit);
      lab.close();
      this.#isRunning = false;
    }
  }
}

const TOO_LONG =
  "The experiment did not end within a minute. It is made for a program that answers every message, and waits where a message is a number.";
