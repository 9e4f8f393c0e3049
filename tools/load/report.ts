import { countOf, merge, quantile, type Histogram } from "./histogram";
import { Kinds } from "./tally";
import type { LoadOptions } from "./options";
import type { RunResult } from "./run";

/** What a run found, over all processes. */
export interface Report {
  opened: number;
  sent: number;
  expected: number;
  received: number;
  lost: number;
  repeated: number;
  outOfOrder: number;
  /** Milliseconds from sending a message to a delivery. */
  latencyMs: Partial<Record<"p50" | "p90" | "p99" | "p999" | "max", number>>;
  /** By the second in which a message was sent. */
  seconds: { second: number; p50: number; p99: number }[];
  refused: Record<string, number>;
  closes: Record<string, number>;
  others: Record<string, number>;
  /** Of this tool: its processes, the processor time of all in cores, the worst delay of an event loop. */
  own: { processes: number; cores: number; loopDelayMs: number };
  /** Where the limit was, as far as it shows from outside. */
  limit: string;
}

export function reportOf({ processes, sent }: RunResult): Report {
  const sum = (of: (each: (typeof processes)[number]) => number) =>
    processes.reduce((total, each) => total + of(each), 0);
  const latencies: Histogram = {};
  const bySecond: Record<number, Histogram> = {};
  const kinds = { refused: new Kinds(), closes: new Kinds(), others: new Kinds() };
  for (const each of processes) {
    merge(latencies, each.latencies);
    for (const [second, histogram] of Object.entries(each.bySecond))
      merge((bySecond[Number(second)] ??= {}), histogram);
    for (const kind of ["refused", "closes", "others"] as const) kinds[kind].addAll(each[kind]);
  }
  const report = {
    opened: sum(({ opened }) => opened),
    sent,
    expected: sum(({ expected }) => expected),
    received: sum(({ received }) => received),
    lost: sum(({ lost }) => lost),
    repeated: sum(({ repeated }) => repeated),
    outOfOrder: sum(({ outOfOrder }) => outOfOrder),
    latencyMs: percentilesOf(latencies),
    seconds: Object.entries(bySecond).map(([second, histogram]) => ({
      second: Number(second),
      p50: rounded(quantile(histogram, 0.5)!),
      p99: rounded(quantile(histogram, 0.99)!),
    })),
    refused: kinds.refused.counts,
    closes: kinds.closes.counts,
    others: kinds.others.counts,
    own: {
      processes: processes.length,
      cores: rounded(sum(({ cpuShare }) => cpuShare)),
      loopDelayMs: rounded(Math.max(...processes.map(({ loopDelayMs }) => loopDelayMs))),
    },
  };
  const busiest = Math.max(...processes.map(({ cpuShare }) => cpuShare));
  return { ...report, limit: limitOf(report, busiest) };
}

/**
 * Where the limit was, from what a client sees.
 * @param busiest the share of a core that the busiest process used.
 */
export function limitOf(
  { own, refused, others, lost, closes, seconds }: Omit<Report, "limit">,
  busiest: number,
): string {
  if (busiest > 0.85 || own.loopDelayMs > 50)
    return "the client: this machine was too busy to measure. Use more --processes, or more machines.";
  const texts = Object.keys(others).join("\n");
  if (refused["status 429"] || /too many requests|limit exceeded|throttl/i.test(texts))
    return "a quota of API Gateway: it throttled. See the quotas in docs/operating.md.";
  if (/^Too many messages/m.test(texts))
    return "a setting: a connection may not send that often. Use more --connections, or raise messagesPerSecond.";
  if (
    /^(Internal server error|Endpoint request timed out)/m.test(texts) ||
    Object.keys(refused).some((why) => /status 5/.test(why))
  )
    return "the function or its store: it failed, was throttled or took too long. The query failed of docs/operating.md tells which.";
  if (lost > 0)
    return "unknown: deliveries are missing, and nobody said why. The query failed may.";
  if (fellBehind(seconds))
    return "the function, its store or its posts: deliveries came later and later. The dashboard shows what was throttled.";
  if (Object.keys(closes).length > 0)
    return "unknown: connections were closed. See the codes above.";
  return "not reached.";
}

/** Whether what was sent at the end came much later than what was sent at the beginning. */
function fellBehind(seconds: Report["seconds"]): boolean {
  const quarter = Math.floor(seconds.length / 4);
  if (quarter === 0) return false;
  const mean = (some: Report["seconds"]) => some.reduce((sum, { p50 }) => sum + p50, 0) / quarter;
  const atEnd = mean(seconds.slice(-quarter));
  return atEnd > 1000 && atEnd > 3 * mean(seconds.slice(0, quarter));
}

/** The report as text. */
export function textOf(report: Report, { connections }: Pick<LoadOptions, "connections">): string {
  const { latencyMs, own } = report;
  const kinds = (title: string, counts: Record<string, number>) =>
    Object.entries(counts).map(([kind, count]) => [title, `${count} × ${kind}`] as const);
  const rows: (readonly [string, string])[] = [
    ["connections", `${report.opened} of ${connections} opened`],
    ...kinds("refused", report.refused),
    ...kinds("closed", report.closes),
    ["messages", `${report.sent} sent`],
    ...kinds("other frames", report.others),
    ["deliveries", `${report.received} came, ${report.expected} were expected`],
    ["", `${report.lost} lost, ${report.repeated} repeated, ${report.outOfOrder} out of order`],
    [
      "latency",
      Object.entries(latencyMs)
        .map(([name, ms]) => `${name} ${ms} ms`)
        .join(", "),
    ],
    [
      "this tool",
      `${own.processes} ${own.processes === 1 ? "process" : "processes"}, ${own.cores} cores, event loop late by ${own.loopDelayMs} ms (p99)`,
    ],
    ["limit", report.limit],
  ];
  return rows.map(([title, text]) => `${title.padEnd(14)}${text}`).join("\n");
}

function percentilesOf(latencies: Histogram): Report["latencyMs"] {
  if (countOf(latencies) === 0) return {};
  const at = (share: number) => rounded(quantile(latencies, share)!);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
