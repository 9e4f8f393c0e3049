import assert from "node:assert/strict";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { journalTable, recordedEvents } from "../support/docs/journal-table";
import { startTestLambda } from "../support/lambda";
import { functionOf } from "../support/models";

describe("the table of the journal's events", () => {
  it("lists every event, and no other", () => {
    assert.deepEqual([...journalTable().keys()].sort(), [...recordedEvents()].sort());
  });

  it("names every field of Lambda's events", async () => {
    const onFailure = "arn:aws:sqs:us-east-1:123456789012:failures";
    const lambda = await startTestLambda(
      `exports.handler = async () => { console.log("hello"); throw new Error("no"); };`,
      {
        eventInvoke: { maximumRetryAttempts: 1, maximumEventAgeMs: 3_600_000, onFailure },
        deadLetterArn: "arn:aws:sqs:us-east-1:123456789012:letters",
        runtime: "nodejs8.x",
      },
      {
        maySend: (_function, target) => target === onFailure,
        others: [
          functionOf("", { name: "closed", reservedConcurrency: 0 }),
          functionOf(`throw new Error("never ready");`, { name: "broken" }),
          functionOf(`require("@aws-sdk/client-braket");`, { name: "incomplete" }),
          functionOf("", {
            name: "extended",
            layers: [{ files: { "extensions/agent": { text: "" } } }],
          }),
        ],
      },
    );
    await lambda.invoke({}, "broken");
    await lambda.invoke({}, "incomplete");
    await assert.rejects(lambda.invoke({}, "closed"));
    const retried = lambda.until("lambda.retry");
    await lambda.client.send(
      new InvokeCommand({ FunctionName: "greeter", InvocationType: "Event" }),
    );
    await retried;
    const sent = lambda.until("lambda.destination");
    lambda.clock.advance(60_000);
    await sent;
    await lambda.close();

    for (const [name, fields] of journalTable()) {
      if (!name.startsWith("lambda.")) continue;
      const entries = lambda.all(name);
      assert.ok(entries.length > 0, `Nothing was recorded as ${name}.`);
      const seen = new Set(entries.flatMap((entry) => Object.keys(entry)));
      for (const common of ["time", "service", "event"]) seen.delete(common);
      assert.deepEqual([...seen].sort(), [...fields].sort(), name);
    }
  });
});
