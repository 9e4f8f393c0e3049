import { deepEqual, equal, ok } from "node:assert/strict";
import type { DashboardMetric } from "../../../src/page/figures/graphs";
import { Figures } from "../../../src/page/figures/figures";
import type { JournalEntry } from "../../../src/shared/journal";

const START = Date.parse("2026-09-25T12:00:30Z");
const MINUTE_MS = 60_000;

describe("The figures of a dashboard", () => {
  const metric = (parts: Partial<DashboardMetric>): DashboardMetric => ({
    id: undefined,
    label: "label",
    isVisible: true,
    stat: "Sum",
    periodSeconds: 60,
    expression: undefined,
    namespace: "AWS/Lambda",
    name: "Invocations",
    dimensions: [["FunctionName", "f"]],
    ...parts,
  });
  const ofStage = (parts: Partial<DashboardMetric>) =>
    metric({
      namespace: "AWS/ApiGateway",
      dimensions: [
        ["Stage", "dev"],
        ["ApiId", "a1"],
      ],
      ...parts,
    });
  const bodyOf = (metrics: DashboardMetric[]) => {
    const rows = metrics.map(({ namespace, name, dimensions, expression, ...rest }) => {
      const { id, label, stat, isVisible: visible, periodSeconds: period } = rest;
      const options = { id, label, stat, visible, period, expression };
      return expression ? [options] : [namespace, name, ...dimensions.flat(), options];
    });
    const properties = { title: "graph", metrics: rows };
    return JSON.stringify({ widgets: [{ type: "metric", properties }] });
  };
  const figuresWith = (...metrics: DashboardMetric[]) => {
    const figures = new Figures();
    figures.update([bodyOf(metrics)]);
    return figures;
  };
  const entry = (name: string, fields: object, minutes = 0): JournalEntry => {
    const [service, event] = name.split(".") as [string, string];
    const time = new Date(START + minutes * MINUTE_MS).toISOString();
    return { time, service, event, ...fields } as JournalEntry;
  };
  /** The points that have a value, after so many minutes. */
  const valuesOf = (figures: Figures, minutes = 0) =>
    figures
      .of(START + minutes * MINUTE_MS)
      .map(({ points }) => points.filter((value) => value !== null));

  it("count invocations, errors, throttles, times and concurrency of a function, by the minute", () => {
    const figures = figuresWith(
      metric({}),
      metric({ name: "Errors" }),
      metric({ name: "Throttles" }),
      metric({ name: "Duration", stat: "Average" }),
      metric({ name: "Duration", stat: "p50" }),
      metric({ name: "ConcurrentExecutions", stat: "Maximum" }),
    );
    const f = { function: "f" };
    figures.apply(entry("lambda.invoke", { ...f, requestId: "1" }));
    figures.apply(entry("lambda.invoke", { ...f, requestId: "2" }));
    figures.apply(entry("lambda.invoke", { function: "other", requestId: "3" }));
    figures.apply(entry("lambda.result", { ...f, requestId: "1", durationMs: 10, failed: false }));
    figures.apply(entry("lambda.result", { ...f, requestId: "2", durationMs: 30, failed: true }));
    figures.apply(entry("lambda.throttle", f));
    figures.apply(entry("lambda.invoke", { ...f, requestId: "4" }, 2));
    const [invocations, errors, throttles, average, medians, concurrent] = valuesOf(figures, 2);
    deepEqual(
      [invocations, errors, throttles, average, concurrent],
      [[2, 1], [1], [1], [20], [2, 1]],
    );
    const [median] = medians!;
    ok(median! >= 10 && median! <= 10.5);
  });

  it("have the metrics of a stage in the minute that is over, whatever the order of dimensions", () => {
    const figures = figuresWith(
      ofStage({ name: "MessageCount" }),
      ofStage({ name: "IntegrationLatency", stat: "Average" }),
      ofStage({ name: "IntegrationLatency", stat: "p99" }),
    );
    const metrics = {
      MessageCount: 7,
      IntegrationLatency: { SampleCount: 2, Sum: 30, Minimum: 10, Maximum: 20 },
    };
    const entryOf = { ...entry("apigateway.metrics", { apiId: "a1", stage: "dev", metrics }) };
    figures.apply({ ...entryOf, time: "2026-09-25T12:01:00.000Z" });
    deepEqual(valuesOf(figures), [[7], [15], []]);
    equal(figures.of(START)[2]!.note, "p99 is not measured on a laptop");
  });

  it("have what a table consumed in the minute that is over", () => {
    const dimensions: [string, string][] = [["TableName", "rooms"]];
    const figures = figuresWith(
      metric({ namespace: "AWS/DynamoDB", name: "ConsumedReadCapacityUnits", dimensions }),
    );
    const metrics = { ConsumedReadCapacityUnits: 1.5, ConsumedWriteCapacityUnits: 2 };
    const consumed = entry("dynamodb.metrics", { table: "rooms", metrics });
    figures.apply({ ...consumed, time: "2026-09-25T12:01:00.000Z" });
    deepEqual(valuesOf(figures), [[1.5]]);
  });

  it("read what functions log in the embedded metric format, and no other line", () => {
    const own = {
      namespace: "Shop",
      dimensions: [["FunctionName", "f"]] satisfies [string, string][],
    };
    const figures = figuresWith(
      metric({ ...own, name: "Sent" }),
      metric({ ...own, name: "Took", stat: "Maximum" }),
    );
    const embedded = {
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: "Shop",
            Dimensions: [["FunctionName"]],
            Metrics: [{ Name: "Sent" }, { Name: "Took" }],
          },
        ],
      },
      ...{ FunctionName: "f", Sent: 3, Took: [1, 9] },
    };
    const lines = [
      JSON.stringify(embedded),
      '{"_aws":{"CloudWatchMetrics":',
      '{"_aws":{"CloudWatchMetrics":[null,{"Dimensions":[null],"Metrics":7}]}}',
      '"CloudWatchMetrics"',
      JSON.stringify({ ...embedded, Sent: "three", Took: {} }),
    ];
    for (const line of lines) figures.apply(entry("lambda.log", { function: "f", line }));
    deepEqual(valuesOf(figures), [[3], [9]]);
  });

  it("compute what a graph adds up, and name what that lacks", () => {
    const hidden = { isVisible: false, periodSeconds: 3600 };
    const figures = figuresWith(
      metric({ expression: "FILL(m0, 0) * 0.5 + FILL(m1, 0)", label: "dollars" }),
      metric({ id: "m0", ...hidden }),
      metric({ id: "m1", namespace: "AWS/DynamoDB", name: "ReadThrottleEvents", ...hidden }),
    );
    for (const minutes of [0, 1, 2])
      figures.apply(entry("lambda.invoke", { function: "f", requestId: minutes }, minutes));
    deepEqual(figures.of(START + 2 * MINUTE_MS), [
      {
        graph: "graph",
        label: "dollars",
        points: [1.5],
        note: "without ReadThrottleEvents",
      },
    ]);
  });

  it("name what a laptop does not measure or compute", () => {
    const figures = figuresWith(
      metric({ namespace: "AWS/DynamoDB" }),
      metric({ name: "IteratorAge" }),
      metric({ stat: "tm99" }),
      metric({ expression: "ANOMALY_DETECTION_BAND(m1)" }),
    );
    deepEqual(
      figures.of(START).map(({ note }) => note),
      [
        "not measured on a laptop",
        "not measured on a laptop",
        "the statistic tm99 is not computed on a laptop",
        "its expression is not computed on a laptop",
      ],
    );
  });

  it("forget what is older than an hour, and what no dashboard shows any more", () => {
    const figures = figuresWith(metric({}));
    const invoke = (minutes: number) =>
      figures.apply(entry("lambda.invoke", { function: "f", requestId: minutes }, minutes));
    for (let minutes = 0; minutes < 100; minutes++) invoke(minutes);
    deepEqual(valuesOf(figures, 99), [Array<number>(60).fill(1)]);
    deepEqual(
      valuesOf(figures, 50),
      [Array<number>(11).fill(1)],
      "of 40 to 99, what was known at 50",
    );
    figures.update([]);
    figures.update([bodyOf([metric({})])]);
    deepEqual(valuesOf(figures, 99), [[]]);
  });
});
