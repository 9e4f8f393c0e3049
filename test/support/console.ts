const { log, error } = console;

/** Lines that the code under test logged: what `console.log` and `console.error` were given. */
export interface ConsoleRecord {
  logs: unknown[][];
  errors: unknown[][];
}

/** Records the console instead of printing, until `restoreConsole`. */
export function recordConsole(): ConsoleRecord {
  const record: ConsoleRecord = { logs: [], errors: [] };
  console.log = (...line: unknown[]) => void record.logs.push(line);
  console.error = (...line: unknown[]) => void record.errors.push(line);
  return record;
}

export function restoreConsole(): void {
  console.log = log;
  console.error = error;
}
