import type { Journal, JournalEntry } from "../../shared/journal";

/** How long to collect changes before the line is written again. */
const GATHER_MS = 100;

/** Returns to the start of the line and clears it. */
const CLEAR = "\r\u001b[K";

export interface StatusLine {
  /** Prints a line above the status line. */
  print(line: string): void;
  close(): void;
}

/** Keeps one line at the bottom of a terminal: counts, or how long an evaluation has taken. */
export function keepStatusLine(
  journal: Journal,
  terminal: { write(text: string): unknown; columns?: number },
): StatusLine {
  const counts = { connections: 0, environments: 0, invocations: 0, denials: 0 };
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    timer = undefined;
    terminal.write(CLEAR + text().slice(0, (terminal.columns ?? 80) - 1));
  };
  let evaluation: { file: string; since: number; timer: NodeJS.Timeout } | undefined;
  const follow = ({ service, event, ...fields }: JournalEntry) => {
    if (service !== "program" || !["start", "change", "serve", "reload", "failed"].includes(event))
      return;
    clearInterval(evaluation?.timer);
    const file = event === "start" ? String(fields.file) : "the change";
    const isEvaluating = event === "start" || event === "change";
    const ticking = isEvaluating ? setInterval(write, GATHER_MS).unref() : undefined;
    evaluation = ticking && { file, since: Date.now(), timer: ticking };
    timer ??= setTimeout(write, GATHER_MS).unref();
  };
  const text = () => {
    if (!evaluation) return textOf(counts);
    const seconds = (Date.now() - evaluation.since) / 1000;
    return `Evaluating ${evaluation.file}: ${seconds.toFixed(1)} s`;
  };
  const unsubscribe = journal.subscribe((entry) => {
    follow(entry);
    const change = changeBy(entry);
    if (!change) return;
    counts[change[0]] += change[1];
    timer ??= setTimeout(write, GATHER_MS).unref();
  });
  return {
    print(line) {
      terminal.write(`${CLEAR}${line}\n`);
      timer ??= setTimeout(write, GATHER_MS).unref();
    },
    close() {
      unsubscribe();
      clearTimeout(timer);
      clearInterval(evaluation?.timer);
      terminal.write(CLEAR);
    },
  };
}

type Counts = Record<"connections" | "environments" | "invocations" | "denials", number>;

function changeBy({ service, event }: JournalEntry): [keyof Counts, number] | undefined {
  switch (`${service}.${event}`) {
    case "apigateway.connect":
      return ["connections", 1];
    case "apigateway.disconnect":
      return ["connections", -1];
    case "lambda.init":
      return ["environments", 1];
    case "lambda.shutdown":
      return ["environments", -1];
    case "lambda.invoke":
      return ["invocations", 1];
    case "iam.deny":
      return ["denials", 1];
    default:
      return undefined;
  }
}

function textOf(counts: Counts): string {
  return Object.entries(counts)
    .map(([what, n]) => `${n} ${n === 1 ? what.slice(0, -1) : what}`)
    .join(" · ");
}
