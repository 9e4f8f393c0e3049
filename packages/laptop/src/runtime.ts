import { createServer } from "node:http";
import { resolve } from "node:path";
import { realClock, type Clock } from "./shared/clock";
import { createJournal, type Journal } from "./shared/journal";
import { addressOf, closeServer, listen } from "./shared/listen";
import { buildModel } from "./model/build";
import type { Model } from "./model/model";
import type * as page from "./page/start";
import type { PageTarget } from "./page/target";
import { newToken } from "./page/token";
import type * as policy from "./program/policy";
import type { ClosureReport } from "./program/closure-report";
import { evaluate, ProgramError, type Evaluation } from "./program/evaluate";
import { readProject } from "./program/project/project";
import type * as services from "./services";
import { tellClosures, tellResources } from "./program/record-program";
import { watchFiles } from "./program/watch";

export interface RuntimeOptions {
  /** The folder of the Pulumi program. */
  program: string;
  stack?: string;
  /** 0 for any free port. */
  port?: number;
  host?: string;
  config?: Record<string, string>;
  /** Whether a changed file of the program is taken over at once. */
  watch?: boolean;
  /** How long an execution environment stays warm without an event; ten minutes if not given. */
  idleTimeoutMs?: number;
  /** The account's quota of requests to API Gateway; AWS's default of 10,000 if not given. */
  requestsPerSecond?: number;
  clock?: Clock;
  journal?: Journal;
  /** What opens the page; a new secret if not given. */
  pageToken?: string;
  /** Gives the start up. */
  signal?: AbortSignal;
}

export interface Runtime {
  /** What runs now; another object after a change of the program. */
  readonly model: Model;
  /** `ws://HOST:PORT/STAGE` of each stage. */
  readonly urls: string[];
  /** Address of the page that shows what happens, with the token that opens it. */
  readonly pageUrl: string;
  /** Where the embedded DynamoDB answers. */
  readonly dynamoDbEndpoint: string;
  readonly journal: Journal;
  close(): Promise<void>;
}

const ACCOUNT_ID = "123456789012";
const DEFAULT_REGION = "us-east-1";

/**
 * Runs a Pulumi program on this machine.
 * @throws UserError if the program, its configuration or the address is wrong. Nothing is left running.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const {
    stack = "dev",
    port = 3000,
    host = "127.0.0.1",
    config = {},
    clock = realClock,
    idleTimeoutMs,
    requestsPerSecond,
    pageToken: token = newToken(),
  } = options;
  const directory = resolve(options.program);
  const journal = options.journal ?? createJournal(clock);
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  // What the policy pack only advises is told once, and again when a change of the program changes it.
  let advised = 0;
  const applyPolicies = (evaluation: Evaluation, configuration: Record<string, string>) => {
    const { enforcePolicies, policyCommand } = loadPolicy();
    const where = { configuration, directory };
    const advisory = enforcePolicies(evaluation, where, (findings) => {
      journal.record("program", "findings", { findings });
    });
    const command = policyCommand(stack, options.program);
    if (advisory !== advised) journal.record("program", "policy", { advisory, command });
    advised = advisory;
  };

  const load = async (onStart?: () => void) => {
    const project = readProject(directory, stack, config);
    const { values: configuration } = project.configuration;
    const surroundings = {
      region: configuration["aws:region"] ?? DEFAULT_REGION,
      accountId: ACCOUNT_ID,
      gatewayHost,
    };
    const onOutput = (message: string) => journal.record("program", "output", { message });
    const { signal } = stopEvaluation;
    const closures: ClosureReport[] = [];
    const onClosure = (closure: ClosureReport) => closures.push(closure);
    const calls = { onOutput, onStart, onClosure, signal };
    const evaluating = evaluate(project, { ...surroundings, ...calls });
    const evaluation = await evaluating.finally(() => tellClosures(journal, closures));
    tellResources(journal, evaluation);
    applyPolicies(evaluation, configuration);
    return { model: buildModel(evaluation, surroundings), files: evaluation.files };
  };

  const stopEvaluation = new AbortController();
  closers.push(() => stopEvaluation.abort());
  options.signal?.addEventListener("abort", () => stopEvaluation.abort());
  const server = createServer();
  await listen(server, host, port);
  closers.push(() => closeServer(server));
  const gatewayHost = addressOf(server);

  try {
    const target: PageTarget = {};
    let served: page.Page | undefined;
    const servePage = () => {
      const options = { server, host, token, idleTimeoutMs, target, clock, journal };
      const started = loadPage().startPage(options);
      closers.push(() => started.close());
      return started;
    };
    // This code is loaded while the program is evaluated in its own process.
    const loaded = await load(() => {
      served = servePage();
      loadPolicy();
      loadServices();
    });
    const { startServices } = loadServices();
    const { owns: isForPage } = served ?? servePage();
    const { model } = loaded;
    let change = Promise.resolve();

    const settled = () => change;
    const where = { programDirectory: directory, server, isForPage };
    const deps = { ...where, settled, idleTimeoutMs, requestsPerSecond, clock, journal };
    const running = await startServices(model, deps);
    closers.push(() => running.close());
    Object.assign(target, { model, services: running });

    const reload = async () => {
      journal.record("program", "change");
      try {
        const changed = await load();
        await running.update(changed.model);
        target.model = changed.model;
        await watch?.setFiles(changed.files);
        journal.record("program", "reload");
      } catch (error) {
        if (stopEvaluation.signal.aborted) return;
        if (error instanceof ProgramError) await watch?.setFiles(error.files);
        journal.record("program", "failed", { message: (error as Error).message });
      }
    };
    // Events that arrive during a change wait for it, so that the next message runs the new code.
    const onChange = () => {
      change = change.then(reload);
    };
    const watch = options.watch ? watchFiles(onChange) : undefined;
    closers.push(() => watch?.close());
    await watch?.setFiles(loaded.files);

    return {
      get model() {
        return target.model!;
      },
      get urls() {
        return target.model!.apis.flatMap(({ stages }) => stages.map(({ url }) => url));
      },
      pageUrl: `http://${gatewayHost}/#${token}`,
      dynamoDbEndpoint: running.dynamoDbEndpoint,
      journal,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/* eslint-disable @typescript-eslint/no-require-imports -- only `require` loads now and not before */
function loadPolicy() {
  return require("./program/policy") as typeof policy;
}

function loadPage() {
  return require("./page/start") as typeof page;
}

function loadServices() {
  return require("./services") as typeof services;
}
/* eslint-enable @typescript-eslint/no-require-imports */
