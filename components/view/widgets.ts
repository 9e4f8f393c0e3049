import { costOf } from "./cost";
import type { Measured } from "./measured";

/** One graph. A metric is a row as CloudWatch wants it: namespace, name, dimensions, options. */
interface Graph {
  title: string;
  metrics: unknown[][];
  /** Seconds that a point stands for. */
  period?: number;
}

const WIDTH = 8;
const HEIGHT = 6;
const IN_A_ROW = 24 / WIDTH;

/**
 * The widgets of a dashboard, three in a row: what people feel, what fails, what it takes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function widgetsOf(measured: Measured): object[] {
  return graphsOf(measured).map(({ title, metrics, period = 60 }, i) => ({
    type: "metric",
    x: (i % IN_A_ROW) * WIDTH,
    y: Math.floor(i / IN_A_ROW) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: {
      title,
      region: measured.region,
      view: "timeSeries",
      period,
      metrics,
      yAxis: { left: { min: 0 } },
    },
  }));
}

function graphsOf(measured: Measured): Graph[] {
  const { stage, functions, tables, senders } = measured;
  const ofStage = (metric: string, stat: string, label: string) => [
    ...["AWS/ApiGateway", metric, "ApiId", stage.apiId, "Stage", stage.name],
    { stat, label },
  ];
  const ofFunctions = (metric: string, stat: string) =>
    functions.map(({ label, functionName }) => [
      ...["AWS/Lambda", metric, "FunctionName", functionName],
      { stat, label },
    ]);
  const ofSenders = (metric: string, stat: string, what: string) =>
    functions
      .filter(({ label }) => senders.includes(label))
      .map(({ label, functionName }) => [
        ...["WebSocketsOnDemand", metric, "FunctionName", functionName],
        { stat, label: `${what}, ${label}` },
      ]);
  const ofTables = (metric: string, label: string) =>
    tables.map((table) => [
      ...["AWS/DynamoDB", metric, "TableName", table],
      { stat: "Sum", label: `${label}, ${table}` },
    ]);

  const graphs: Graph[] = [
    {
      title: "Connections",
      metrics: [
        ofStage("ConnectCount", "Sum", "opened"),
        ...ofSenders("Listed", "Maximum", "seen by a message"),
      ],
    },
    { title: "Messages, in and out", metrics: [ofStage("MessageCount", "Sum", "messages")] },
    {
      title: "A broadcast, in ms",
      metrics: [
        ...ofSenders("Duration", "p50", "p50"),
        ...ofSenders("Duration", "p99", "p99"),
        ofStage("IntegrationLatency", "p99", "p99 of any event"),
      ],
    },
    {
      title: "Deliveries",
      metrics: [
        ...ofSenders("Sent", "Sum", "sent"),
        ...ofSenders("Gone", "Sum", "gone"),
        ...ofSenders("PassedToFanOut", "Sum", "handed on"),
      ],
    },
    {
      title: "Deliveries in trouble",
      metrics: [
        ...ofSenders("Retried", "Sum", "retried"),
        ...ofSenders("Repeated", "Sum", "repeated"),
        ...ofSenders("Failed", "Sum", "failed"),
      ],
    },
    {
      title: "Errors",
      metrics: [
        ofStage("ClientError", "Sum", "refused by API Gateway"),
        ofStage("IntegrationError", "Sum", "answered with an error"),
        ofStage("ExecutionError", "Sum", "not answered"),
        ...ofFunctions("Errors", "Sum"),
      ],
    },
    { title: "Throttled events", metrics: ofFunctions("Throttles", "Sum") },
    {
      title: "Execution environments at once",
      metrics: ofFunctions("ConcurrentExecutions", "Maximum"),
    },
    {
      title: "US dollars in the last hour, without connection minutes, logs and transfer",
      period: 3600,
      metrics: costOf(measured),
    },
  ];
  if (tables.length > 0)
    graphs.push(
      {
        title: "DynamoDB, units",
        metrics: [
          ...ofTables("ConsumedReadCapacityUnits", "read"),
          ...ofTables("ConsumedWriteCapacityUnits", "written"),
        ],
      },
      {
        title: "DynamoDB, throttled",
        metrics: [
          ...ofTables("ReadThrottleEvents", "reads"),
          ...ofTables("WriteThrottleEvents", "writes"),
        ],
      },
    );
  return graphs;
}
