import { AsyncLocalStorage } from "node:async_hooks";

interface Scope {
  fail(error: unknown): void;
  /** What must happen when the work fails: its locks are freed. */
  onFailure: Set<() => void>;
}

const scopes = new AsyncLocalStorage<Scope>();

/**
 * Runs code of a library that may throw anywhere: at once, in a callback, in a timer, in a promise nobody handles.
 * @param onLateError gets what is thrown after that.
 * @returns what `work` resolves with. Rejects with whatever is thrown before that by anything that it started.
 */
export function runInScope<T>(
  work: (resolve: (result: T) => void, reject: (error: unknown) => void) => void,
  onLateError: (error: Error) => void,
): Promise<T> {
  catchScopedErrors();
  return new Promise((resolve, reject) => {
    const onFailure = new Set<() => void>();
    let settle = reject;
    const fail = (thrown: unknown) => {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      for (const callback of onFailure) callback();
      settle(error);
      settle = onLateError;
    };
    const succeed = (result: T) => {
      settle = onLateError;
      resolve(result);
    };
    runIn({ fail, onFailure }, () => work(succeed, fail));
  });
}

/** @returns a function that calls back in the scope of now, whoever calls it. */
export function bindToScope(callback: () => void): () => void {
  const scope = scopes.getStore();
  return scope ? () => runIn(scope, callback) : callback;
}

function runIn(scope: Scope, work: () => void): void {
  scopes.run(scope, () => {
    try {
      work();
    } catch (error) {
      scope.fail(error);
    }
  });
}

/** Calls back if the work of the current scope fails. @returns a function that takes this back. */
export function onScopeFailure(callback: () => void): () => void {
  const scope = scopes.getStore();
  scope?.onFailure.add(callback);
  return () => scope?.onFailure.delete(callback);
}

let isCatching = false;

/**
 * A listener would not do: the process's other listeners would see errors that are none of theirs, and with a
 * listener Node.js no longer ends the process for errors outside of a scope.
 */
function catchScopedErrors(): void {
  if (isCatching) return;
  isCatching = true;
  const emit = process.emit.bind(process) as (event: string, ...values: unknown[]) => boolean;
  process.emit = ((event: string, ...values: unknown[]) => {
    const isError = event === "uncaughtException" || event === "unhandledRejection";
    const scope = isError ? scopes.getStore() : undefined;
    if (!scope) return emit(event, ...values);
    scope.fail(values[0]);
    return true;
  }) as typeof process.emit;
}
