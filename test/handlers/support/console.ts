const { log, error } = console;
const { write } = process.stdout;

/** What the code under test logged: what `console.log` and `console.error` were given, and messages of JSON lines. */
export interface ConsoleRecord {
  logs: unknown[][];
  errors: unknown[][];
  /** Lines in CloudWatch's embedded metric format, which pass `console` by. */
  metrics: Record<string, unknown>[];
}

/** Records the console instead of printing, until `restoreConsole`. */
export function recordConsole(): ConsoleRecord {
  const record: ConsoleRecord = { logs: [], errors: [], metrics: [] };
  console.log = (...line: unknown[]) => void record.logs.push(line);
  console.error = (...line: unknown[]) => void record.errors.push(line);
  process.stdout.write = (text: string | Uint8Array, ...rest: never[]) => {
    if (typeof text !== "string" || !text.startsWith('{"_aws":'))
      return write.call(process.stdout, text, ...rest);
    const line = JSON.parse(text) as Record<string, unknown>;
    record.metrics.push(line);
    record.logs.push([line.message]);
    return true;
  };
  return record;
}

export function restoreConsole(): void {
  console.log = log;
  console.error = error;
  process.stdout.write = write;
}
