import childProcess, { ChildProcess } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";
import workerThreads, { type WorkerOptions } from "node:worker_threads";
import {
  leadingOptions,
  leadingVariables,
  trustVariables,
  type Leading,
} from "../../../../shared/tls/local-names";

type Variables = Record<string, string>;

/**
 * Adds to the variables of a program.
 * @param own what it has by itself.
 * @param program its name or path; undefined for a shell.
 */
type Lead = (own: Variables, program: unknown) => Variables;

/** Leads the programs and worker threads that this process starts to the local services; browsers are left alone. */
export function leadPrograms(leading: Leading): void {
  const lead: Lead = (own, program) => ({
    ...trustVariables(leading.names),
    ...own,
    ...(isBrowser(program) ? {} : leadingVariables(leading, own)),
  });
  leadStarted(lead);
  leadAwaited(lead);
  leadWorkers(leading);
  syncBuiltinESMExports();
}

/**
 * Chrome does not send a proxy the credentials that are in its address, so it would load no page over HTTPS.
 * https://crbug.com/16709
 */
function isBrowser(program: unknown): boolean {
  return (
    typeof program === "string" &&
    /chrome|chromium|headless[-_]shell|msedge/i.test(basename(program))
  );
}

/** What `ChildProcess` is given by `spawn`, `exec`, `execFile` and `fork`: each variable as "NAME=value". */
interface Start {
  file: string;
  envPairs: string[];
}

function leadStarted(lead: Lead): void {
  const processes = ChildProcess.prototype as ChildProcess & { spawn(start: Start): unknown };
  const { spawn } = processes;
  processes.spawn = function (start) {
    const variables = lead(variablesIn(start.envPairs), start.file);
    start.envPairs = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    return spawn.call(this, start);
  };
}

function variablesIn(pairs: string[]): Variables {
  return Object.fromEntries(
    pairs.map((pair) => {
      // On Windows a name can start with "=".
      const end = pair.indexOf("=", 1);
      return [pair.slice(0, end), pair.slice(end + 1)];
    }),
  );
}

interface AwaitedOptions {
  env?: object;
  shell?: boolean | string;
}

/** The functions that wait for a program to end. */
function leadAwaited(lead: Lead): void {
  const ledOptions = (options: AwaitedOptions, program: unknown) => ({
    ...options,
    env: lead(allOf(options.env || process.env), options.shell ? undefined : program),
  });
  for (const name of ["spawnSync", "execFileSync", "execSync"] as const) {
    const original = childProcess[name] as (...values: unknown[]) => unknown;
    const led = new Proxy(original, {
      apply(start, receiver, values: unknown[]) {
        // The arguments of the program can be left out.
        const isCommand = name === "execSync";
        const isSecond = isCommand || (isObject(values[1]) && !Array.isArray(values[1]));
        const at = isSecond ? 1 : 2;
        const options = values[at] ?? {};
        if (!isObject(options)) return Reflect.apply(start, receiver, values);
        const ledAt = ledOptions(options, isCommand ? undefined : values[0]);
        return Reflect.apply(start, receiver, Object.assign([...values], { [at]: ledAt }));
      },
    });
    Object.assign(childProcess, { [name]: led });
  }
}

/** As Node.js reads them: with those that an object inherits, and without those that are not defined. */
function allOf(variables: object): Variables {
  const all: Variables = {};
  for (const name in variables) {
    const value = (variables as Record<string, unknown>)[name];
    if (value !== undefined) all[name] = `${value as string}`;
  }
  return all;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A worker thread with options or variables of its own would not have the options of its process. */
function leadWorkers(leading: Leading): void {
  workerThreads.Worker = new Proxy(workerThreads.Worker, {
    construct(worker, [file, options]: [string | URL, WorkerOptions?], target) {
      return Reflect.construct(worker, [file, ledWorker(leading, options)], target) as object;
    },
  });
}

function ledWorker(leading: Leading, options?: WorkerOptions): WorkerOptions | undefined {
  const { execArgv, env } = options ?? {};
  if (Array.isArray(execArgv))
    return { ...options, execArgv: ["--require", leading.preload, ...execArgv] };
  if (!isObject(env)) return options;
  return { ...options, env: { ...env, NODE_OPTIONS: leadingOptions(leading, env.NODE_OPTIONS) } };
}
