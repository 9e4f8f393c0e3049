import { deepEqual } from "node:assert/strict";
import { graphsIn, type DashboardMetric } from "../../../src/page/figures/graphs";

describe("The body of a dashboard", () => {
  const built = (body: unknown) => graphsIn(typeof body === "string" ? body : JSON.stringify(body));
  const metricsOf = (metrics: unknown, properties: object = {}) =>
    built({ widgets: [{ type: "metric", properties: { metrics, ...properties } }] })[0]!.metrics;
  const shortOf = ({ namespace, name, dimensions }: DashboardMetric) => [
    namespace,
    name,
    ...dimensions.flat(),
  ];

  it("has a graph for each widget of metrics, with what CloudWatch takes where nothing is said", () => {
    const graphs = built({
      widgets: [
        { type: "text", properties: { markdown: "Hello" } },
        {
          type: "metric",
          properties: { title: "Errors", metrics: [["AWS/Lambda", "Errors", "FunctionName", "f"]] },
        },
      ],
    });
    deepEqual(graphs, [
      {
        title: "Errors",
        metrics: [
          {
            id: undefined,
            label: "Errors f",
            isVisible: true,
            stat: "Average",
            periodSeconds: 300,
            expression: undefined,
            namespace: "AWS/Lambda",
            name: "Errors",
            dimensions: [["FunctionName", "f"]],
          },
        ],
      },
    ]);
  });

  it("takes the options of a metric before those of its widget", () => {
    const [own, shared] = metricsOf(
      [
        ["N", "a", { stat: "p99", period: 60, id: "m", label: "late", visible: false }],
        ["N", "b"],
      ],
      { stat: "Sum", period: 3600 },
    );
    deepEqual(
      [own!.stat, own!.periodSeconds, own!.id, own!.label, own!.isVisible],
      ["p99", 60, "m", "late", false],
    );
    deepEqual([shared!.stat, shared!.periodSeconds], ["Sum", 3600]);
  });

  it("repeats the row before where it says so", () => {
    const found = metricsOf([
      ["AWS/Lambda", "Errors", "FunctionName", "f"],
      [".", "Throttles", ".", "."],
      ["...", "g"],
      [{ expression: "a + b" }],
      ["..."],
    ]);
    deepEqual(found.map(shortOf), [
      ["AWS/Lambda", "Errors", "FunctionName", "f"],
      ["AWS/Lambda", "Throttles", "FunctionName", "f"],
      ["AWS/Lambda", "Throttles", "FunctionName", "g"],
      ["", ""],
      ["AWS/Lambda", "Throttles", "FunctionName", "g"],
    ]);
    deepEqual([found[3]!.expression, found[3]!.label], ["a + b", "a + b"]);
  });

  for (const body of [
    "",
    "{",
    "[]",
    "null",
    '{"widgets":{}}',
    '{"widgets":[null,1,{"type":"metric"}]}',
  ])
    it(`has no graph where it is ${body || "nothing"}`, () => {
      deepEqual(built(body), []);
    });

  it("leaves out rows that are no lists", () => {
    deepEqual(metricsOf(["AWS/Lambda", 7, null, ["N", "a"]]).map(shortOf), [["N", "a"]]);
  });
});
