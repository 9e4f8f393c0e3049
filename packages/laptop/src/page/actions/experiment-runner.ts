import type { Result } from "../../experiments/experiments";
import type { Journal } from "../../shared/journal";
import { ActionError } from "./actions";
import { lazy } from "../lazy-modules";
import type { PageTarget } from "../target";

/** How long an experiment may take. */
const LIMIT_MS = 60_000;

/** Runs the experiments, one at a time, on a stage that runs. */
export class ExperimentRunner {
  #isRunning = false;

  constructor(private readonly journal: Journal) {}

  async run(name: string, url: string, { services, experiments }: PageTarget): Promise<Result> {
    const { isExperiment, runExperiment } = lazy.experiments();
    const { Lab } = lazy.lab();
    if (!isExperiment(name)) throw new ActionError(`There is no experiment "${name}".`);
    if (!experiments)
      throw new ActionError('The program does not set "laptop:experiments" in its configuration.');
    if (this.#isRunning) throw new ActionError("An experiment is running.");
    this.#isRunning = true;
    // End idle environments at once instead of after ten minutes.
    const lab = new Lab(url, this.journal, { onWait: () => services.lambda.endIdle() });
    let limit: NodeJS.Timeout | undefined;
    try {
      const tooLong = new Promise<never>((_, reject) => {
        limit = setTimeout(() => reject(new ActionError(TOO_LONG)), LIMIT_MS).unref();
      });
      return await Promise.race([runExperiment(name, lab, experiments), tooLong]);
    } finally {
      clearTimeout(limit);
      lab.close();
      this.#isRunning = false;
    }
  }
}

const TOO_LONG =
  'The experiment did not end within a minute. Check that the program handles the messages in "laptop:experiments".';
