import assert from "node:assert/strict";
import { RequestCounts } from "../../../src/page/services/request-counts";
import { RuleCounts } from "../../../src/page/services/rule-counts";
import type { HttpApi, Model } from "../../../src/model/model";
import type { JournalEntry } from "../../../src/shared/journal";

const TIME = "2026-09-25T00:00:00.000Z";
const API = { id: "a1", logicalName: "api", routes: [{ routeKey: "GET /" }] } as HttpApi;

describe("what the page counts of HTTP APIs and rules", () => {
  const entry = (name: string, fields: object) => {
    const [service, event] = name.split(".") as [string, string];
    return { time: TIME, service, event, ...fields } as JournalEntry;
  };

  it("counts the answers of a route, and none of a WebSocket API or of no API", () => {
    const counts = new RequestCounts();
    const request = (apigwRequestId: string, apiId: unknown, routeKey: string | null) =>
      counts.apply(entry("apigateway.request", { apigwRequestId, apiId, routeKey }));
    const response = (apigwRequestId: string, status: number, durationMs: number) =>
      counts.apply(entry("apigateway.response", { apigwRequestId, status, durationMs }));
    request("1", "a1", "GET /");
    request("2", "a1", "GET /");
    response("2", 502, 90);
    response("1", 200, 10);
    response("1", 200, 10);
    request("3", undefined, null);
    response("3", 404, 1);
    assert.deepEqual(counts.of([API]), [
      {
        api: "api",
        routeKey: "GET /",
        requests: 2,
        statuses: { 200: 1, 502: 1 },
        medianMs: counts.of([API])[0]!.medianMs,
        maxMs: 90,
        lastAt: Date.parse(TIME),
      },
    ]);
    assert.ok(counts.of([API])[0]!.medianMs <= 10.5);
  });

  it("shows requests that no route took, and forgets routes that are gone", () => {
    const counts = new RequestCounts();
    const fields = { apigwRequestId: "1", apiId: "a1", routeKey: null };
    counts.apply(entry("apigateway.request", fields));
    assert.deepEqual(
      counts.of([API]).map(({ routeKey, requests }) => [routeKey, requests]),
      [
        ["GET /", 0],
        [null, 1],
      ],
    );
    assert.deepEqual(counts.of([]), []);
  });

  it("tells a rule from a schedule of the same name", () => {
    const counts = new RuleCounts();
    const named = (arn: string) => ({ logicalName: "sweep", arn, isEnabled: true });
    const model = { rules: [named("r")], schedules: [named("s")] } as Model;
    counts.apply(entry("eventbridge.put", { rules: ["sweep"] }));
    counts.apply(entry("eventbridge.failed", { rule: "sweep" }));
    counts.apply(entry("eventbridge.fire", { schedule: "sweep" }));
    counts.apply(entry("eventbridge.deliver", { schedule: "sweep" }));
    const lastAt = Date.parse(TIME);
    assert.deepEqual(counts.of(model, new Map([["s", 7]])), [
      {
        kind: "rule",
        name: "sweep",
        isEnabled: true,
        nextAt: undefined,
        lastAt,
        matched: 1,
        delivered: 0,
        failed: 1,
      },
      {
        kind: "schedule",
        name: "sweep",
        isEnabled: true,
        nextAt: 7,
        lastAt,
        matched: 1,
        delivered: 1,
        failed: 0,
      },
    ]);
  });
});
