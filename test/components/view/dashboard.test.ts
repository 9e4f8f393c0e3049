import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { costOf, DOLLARS } from "../../../components/view/cost";
import { LOG_QUERIES } from "../../../components/view/log-queries";
import { PROJECT_FOLDER, PROJECT_NAME } from "../../support/evaluated";
import { programUnderMocks, type ProgramUnderMocks } from "../../support/program-under-mocks";

const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";
const QUERY = "aws:cloudwatch/queryDefinition:QueryDefinition";

describe("The view of a stack", () => {
  let program: ProgramUnderMocks;
  before(async () => {
    const config = { dashboard: "true", accessLogs: "true", publisher: "true" };
    program = await programUnderMocks({ config });
  });

  const widgets = () => {
    const { inputs } = program.only(DASHBOARD);
    equal(inputs.dashboardName, `${PROJECT_NAME}-dev`);
    return (JSON.parse(String(inputs.dashboardBody)) as { widgets: Widget[] }).widgets;
  };
  const graph = (title: string) =>
    widgets().find(({ properties }) => properties.title.startsWith(title))!.properties.metrics;

  it("is a dashboard whose graphs do not overlap", () => {
    const places = widgets().map(({ x, y, width, height }) => `${x},${y},${width},${height}`);
    equal(new Set(places).size, places.length);
    for (const { x, y, width, height } of widgets()) {
      ok(x + width <= 24);
      deepEqual([x % width, y % height], [0, 0]);
    }
  });

  it("shows metrics of the stage, the functions and the tables by their names in AWS", () => {
    const dimensions = { ApiId: "websockets-id", Stage: "dev" };
    deepEqual(graph("Messages"), [
      [
        "AWS/ApiGateway",
        "MessageCount",
        ...Object.entries(dimensions).flat(),
        { stat: "Sum", label: "messages" },
      ],
    ]);
    deepEqual(
      graph("Throttled events").map(([, , , name]) => name),
      ["lifecycle-name", "events-name", "fan-out-name", "publisher-name"],
    );
    deepEqual(
      graph("DynamoDB, units").map(([, metric, , name]) => [metric, name]),
      [
        ["ConsumedReadCapacityUnits", "connections-name"],
        ["ConsumedReadCapacityUnits", "chunks-name"],
        ["ConsumedWriteCapacityUnits", "connections-name"],
        ["ConsumedWriteCapacityUnits", "chunks-name"],
      ],
    );
  });

  it("shows summaries of the functions that send", () => {
    deepEqual(
      graph("Deliveries in trouble").map((metric) => [metric[0], metric[1], metric[3]]),
      ["Retried", "Repeated", "Failed"].flatMap((metric) =>
        ["events", "fan-out", "publisher"].map((name) => [
          "WebSocketsOnDemand",
          metric,
          `${name}-name`,
        ]),
      ),
    );
  });

  it("adds up what an hour costs by the prices of npm run cost", () => {
    const prices = JSON.parse(
      readFileSync(join(PROJECT_FOLDER, "tools/cost/prices.json"), "utf8"),
    ) as Record<string, { per: number; tiers: [{ dollars: number }] }>;
    const dollars = (meter: string) => prices[meter]!.tiers[0].dollars / prices[meter]!.per;
    deepEqual(DOLLARS, {
      message: dollars("messages"),
      invocation: dollars("invocations"),
      gbSecond: dollars("gbSeconds"),
      readUnit: dollars("readUnits"),
      writeUnit: dollars("writeUnits"),
    });
    const [[sum], ...used] = costOf({
      stage: { apiId: "a", name: "prod" },
      functions: [{ label: "events", functionName: "events", memorySize: 2048 }],
      tables: [],
    }) as [[{ expression: string }], ...unknown[][]];
    equal(
      sum.expression,
      "FILL(m0, 0) * 0.000001000000000 + FILL(m1, 0) * 0.000000200000000 + FILL(m2, 0) * 0.000000026666800",
    );
    deepEqual(
      used.map(([, metric]) => metric),
      ["MessageCount", "Invocations", "Duration"],
    );
  });

  it("saves the queries for the logs of functions and the access log", () => {
    const groups = ["lifecycle", "events", "fan-out", "publisher", "access"];
    deepEqual(
      program.all(QUERY).map(({ inputs }) => inputs),
      Object.entries(LOG_QUERIES).map(([kind, lines]) => ({
        name: `${PROJECT_NAME}-dev/${kind}`,
        logGroupNames: groups.map((name) => `${name}-name`),
        queryString: lines.join("\n"),
      })),
    );
  });

  it("has queries and no dashboard in dev, where nothing costs by the month", async () => {
    const dev = await programUnderMocks();
    deepEqual(dev.all(DASHBOARD), []);
    equal(dev.all(QUERY).length, 3);
    match(
      String(dev.all(QUERY)[0]!.inputs.logGroupNames),
      /^lifecycle-name,events-name,fan-out-name$/,
    );
  });
});

interface Widget {
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title: string; metrics: unknown[][] };
}
