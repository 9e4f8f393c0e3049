import type { ClientOptions } from "ws";
import { startRuntime, type Runtime, type RuntimeOptions } from "../../src/runtime";
import { shareEvaluations } from "../../src/test/shared-evaluations";
import { connectTo, type TestConnection } from "./connection";
import { recordJournal, type Recorder } from "./recorder";

/** A running program and the journal of what it does. */
export interface TestStage extends Recorder {
  runtime: Runtime;
  /** Connects to the first stage; `suffix` is a query, for example `?name=alice`. */
  connect(options?: ClientOptions, suffix?: string): Promise<TestConnection>;
  /** Resolves when functions have handled so many more events. */
  handled(events: number): Promise<void>;
  close(): Promise<void>;
}

/** However busy the machine is, a message that is sent after a change is for the changed program. */
const PATIENCE_MS = 600_000;

/** Runs a program on a free port. Unless it is watched, tests share its evaluation while no file changes. */
export async function startStage(options: RuntimeOptions): Promise<TestStage> {
  const recorder = recordJournal(options.clock);
  const findDeclared = options.watch ? undefined : shareEvaluations;
  const { journal } = recorder;
  const usual = { port: 0, patienceMs: PATIENCE_MS, findDeclared };
  const runtime = await startRuntime({ ...usual, ...options, journal });
  return {
    ...recorder,
    runtime,
    connect: (clientOptions, suffix = "") => connectTo(runtime.urls[0]! + suffix, clientOptions),
    handled: (events) =>
      new Promise((resolve) => {
        let left = events;
        const unsubscribe = recorder.journal.subscribe(({ service, event }) => {
          if (`${service}.${event}` !== "lambda.result" || --left > 0) return;
          unsubscribe();
          resolve();
        });
      }),
    close: () => runtime.close(),
  };
}
