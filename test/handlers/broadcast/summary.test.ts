import { deepEqual } from "node:assert/strict";
import { summaryLine } from "../../../handlers/broadcast/summary";

const SUMMARY = {
  ...{ listed: 9, sent: 3, gone: 2, retried: 1, repeated: 1, failed: 1, passedToFanOut: 3 },
  ...{ pages: 1, durationMs: 58 },
};

describe("The log line of a broadcast", () => {
  it("has the fields of Lambda's JSON lines, and metrics for CloudWatch at the top", () => {
    const origin = { what: "Broadcast", requestId: "r-1", connectionId: "c-1" };
    const { _aws, ...line } = summaryLine(origin, SUMMARY, Date.UTC(2026, 0, 2));
    deepEqual(line, {
      timestamp: "2026-01-02T00:00:00.000Z",
      level: "INFO",
      requestId: "r-1",
      connectionId: "c-1",
      message:
        "Broadcast: 9 listed, 3 sent, 2 gone, 1 retried, 1 repeated, 1 failed, 3 passed to fan-out, 1 page, 58 ms.",
      FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME ?? "",
      ...{ Listed: 9, Sent: 3, Gone: 2, Retried: 1, Repeated: 1, Failed: 1, PassedToFanOut: 3 },
      ...{ Pages: 1, Duration: 58 },
    });
    const { Timestamp, CloudWatchMetrics } = _aws as {
      Timestamp: number;
      CloudWatchMetrics: [
        { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] },
      ];
    };
    const [{ Namespace, Dimensions, Metrics }] = CloudWatchMetrics;
    deepEqual(
      [Timestamp, Namespace, Dimensions],
      [1767312000000, "WebSocketsOnDemand", [["FunctionName"]]],
    );
    for (const { Name } of Metrics)
      deepEqual(typeof (line as Record<string, unknown>)[Name], "number", Name);
  });
});
