import { deepEqual } from "node:assert/strict";
import { describe as description } from "../../src/event-log/descriptions";

describe("What the log says of EventBridge", () => {
  const said = (event: string, fields: object) => {
    const entry = { time: "2026-01-01T00:00:00Z", service: "eventbridge", event, ...fields };
    const { result, level } = description(entry, 0)!;
    return [result, level];
  };

  it("names the target that a rule did not reach", () => {
    deepEqual(said("failed", { rule: "sweep", target: "greeter", reason: "not allowed" }), [
      "sweep did not reach greeter: not allowed",
      "error",
    ]);
  });

  it("tells what is lost because its dead-letter queue does not take it", () => {
    deepEqual(said("deadLetterFailed", { schedule: "evening", queue: "letters", reason: "full" }), [
      "What evening did not deliver is lost, for letters does not take it: full",
      "error",
    ]);
  });
});
