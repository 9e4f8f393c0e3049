import childProcess, { ChildProcess } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import workerThreads, { type WorkerOptions } from "node:worker_threads";
import { leadingVariables, trustVariables, type Leading } from "../../../../shared/tls/local-names";

type Variables = Record<string, string>;

/** Leads whatever this process starts, worker threads with options of their own included, to the local services. */
export function leadPrograms(leading: Leading): void {
  const lead = (own: Variables) => ({
    ...trustVariables(leading.names),
    ...own,
    ...leadingVariables(leading, own),
  });
  leadStarted(lead);
  leadAwaited(lead);
  leadWorkers(leading.preload);
  syncBuiltinESMExports();
}

/** What `ChildProcess` is given by `spawn`, `exec`, `execFile` and `fork`: each variable as "NAME=value". */
interface Start {
  envPairs: string[];
}

function leadStarted(lead: (own: Variables) => Variables): void {
  const processes = ChildProcess.prototype as ChildProcess & { spawn(start: Start): unknown };
  const { spawn } = processes;
  processes.spawn = function (start) {
    start.envPairs = Object.entries(lead(variablesIn(start.envPairs))).map(
      ([name, value]) => `${name}=${value}`,
    );
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

/** The functions that wait for a program to end. */
function leadAwaited(lead: (own: Variables) => Variables): void {
  const ledOptions = (options: { env?: object } = {}) => ({
    ...options,
    env: lead(allOf(options.env ?? process.env)),
  });
  for (const name of ["spawnSync", "execFileSync", "execSync"] as const) {
    const original = childProcess[name] as (...values: unknown[]) => unknown;
    const led = new Proxy(original, {
      apply(start, receiver, values: unknown[]) {
        // The arguments of the program can be left out.
        const isSecond = name === "execSync" || (isObject(values[1]) && !Array.isArray(values[1]));
        const at = isSecond ? 1 : 2;
        const options = values[at] ?? {};
        const isValid = isObject(options);
        const all = isValid ? Object.assign([...values], { [at]: ledOptions(options) }) : values;
        return Reflect.apply(start, receiver, all);
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
    if (value !== undefined) all[name] = String(value);
  }
  return all;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A worker thread with options of its own would not have those of its process. */
function leadWorkers(preload: string): void {
  workerThreads.Worker = new Proxy(workerThreads.Worker, {
    construct(worker, [file, options]: [string | URL, WorkerOptions?], target) {
      const { execArgv } = options ?? {};
      const led = execArgv && { ...options, execArgv: ["--require", preload, ...execArgv] };
      return Reflect.construct(worker, [file, led ?? options], target) as object;
    },
  });
}
