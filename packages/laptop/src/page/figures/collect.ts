import type { JournalEntry } from "../../shared/journal";
import { keyOf, type MetricStore, type StatisticSet } from "./metric-store";

/** Metrics of AWS that the laptop has, by namespace. Of its own namespaces, a program has what it logs. */
export const MEASURED: Record<string, string[]> = {
  "AWS/ApiGateway": [
    ...["ConnectCount", "MessageCount", "ClientError", "IntegrationError", "ExecutionError"],
    "IntegrationLatency",
  ],
  "AWS/DynamoDB": ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"],
  "AWS/Lambda": ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"],
};

/** An account has 1,000 unless AWS has raised it. More never ended, and are forgotten. */
const MOST_RUNNING = 10_000;
const MOST_LINE_CHARACTERS = 256 * 1024;

/** Puts what the journal says into CloudWatch's metrics. */
export class Collector {
  /** Invocations in progress, by function: their request IDs. */
  readonly #running = new Map<string, Set<unknown>>();

  constructor(private readonly store: MetricStore) {}

  apply({ service, event, time, ...fields }: JournalEntry): void {
    const atMs = Date.parse(time);
    // It is recorded when its minute is over.
    if (service === "apigateway" && event === "metrics") this.#ofStage(atMs - 1, fields);
    if (service === "dynamodb" && event === "metrics") this.#ofTable(atMs - 1, fields);
    if (service === "lambda") this.#ofFunction(event, atMs, fields);
  }

  #ofStage(atMs: number, { apiId, stage, routeKey, metrics }: Record<string, unknown>): void {
    const dimensions: [string, string][] = [
      ["ApiId", String(apiId)],
      ["Stage", String(stage)],
      ...(routeKey === undefined ? [] : [["Route", String(routeKey)] satisfies [string, string]]),
    ];
    for (const [name, value] of Object.entries(metrics as Record<string, number | StatisticSet>)) {
      const key = keyOf("AWS/ApiGateway", name, dimensions);
      this.store.addSet(key, atMs, typeof value === "number" ? setOf(value) : value);
    }
  }

  #ofTable(atMs: number, { table, metrics }: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(metrics as Record<string, number>))
      this.store.addSet(keyOf("AWS/DynamoDB", name, [["TableName", String(table)]]), atMs, {
        ...setOf(1),
        Sum: value,
      });
  }

  #ofFunction(event: string, atMs: number, fields: Record<string, unknown>): void {
    const { function: name, requestId, durationMs, failed, line } = fields;
    const add = (metric: string, value: number) =>
      this.store.add(keyOf("AWS/Lambda", metric, [["FunctionName", String(name)]]), atMs, value);
    if (event === "log") this.#embedded(String(line), atMs);
    if (event === "throttle") add("Throttles", 1);
    if (event !== "invoke" && event !== "result") return;
    let running = this.#running.get(String(name));
    if (!running) this.#running.set(String(name), (running = new Set()));
    if (event === "invoke") {
      if (running.size > MOST_RUNNING) running.clear();
      running.add(requestId);
      add("Invocations", 1);
      add("ConcurrentExecutions", running.size);
    } else {
      running.delete(requestId);
      add("Duration", Number(durationMs));
      add("Errors", failed ? 1 : 0);
    }
  }

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
  #embedded(line: string, atMs: number): void {
    if (!line.includes("CloudWatchMetrics") || line.length > MOST_LINE_CHARACTERS) return;
    let found: unknown;
    try {
      found = JSON.parse(line);
    } catch {
      return;
    }
    const root = objectOf(found);
    for (const directive of listOf(objectOf(root._aws).CloudWatchMetrics)) {
      const { Namespace, Dimensions, Metrics } = objectOf(directive);
      for (const names of listOf(Dimensions)) {
        const dimensions = listOf(names).map((name): [string, string] => [
          String(name),
          String(root[String(name)]),
        ]);
        for (const metric of listOf(Metrics)) {
          const { Name } = objectOf(metric);
          const key = keyOf(String(Namespace), String(Name), dimensions);
          for (const value of [root[String(Name)]].flat())
            if (typeof value === "number") this.store.add(key, atMs, value);
        }
      }
    }
  }
}

function setOf(count: number): StatisticSet {
  const each = count > 0 ? 1 : 0;
  return { SampleCount: Math.max(1, count), Sum: count, Minimum: each, Maximum: each };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
