import { rejects } from "node:assert/strict";
import { ExperimentRunner } from "../../../src/page/actions/experiment-runner";
import type { Services } from "../../../src/services";
import { modelOf } from "../../support/models";
import { recordJournal } from "../../support/recorder";

describe("the experiments of the page", () => {
  it("are refused for a program that does not name their messages", async () => {
    const runner = new ExperimentRunner(recordJournal().journal);
    const target = {
      model: modelOf({}),
      services: {} as Services,
      experiments: undefined,
      tokens: { issuer: "", audience: "" },
    };
    await rejects(runner.run("sequential", "ws://127.0.0.1:1/dev", target), {
      message: 'The program does not set "laptop:experiments" in its configuration.',
    });
  });
});
