import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { startLaptop, type Laptop, type TestConnection } from "pulumi-laptop/test";
import { LOG_QUERIES } from "../../../components/view/log-queries";
import { PROJECT_FOLDER, SHARED_CONFIG } from "../../support/evaluated";
import { runQuery, type LogEvent } from "../../support/insights/insights";

describe("The queries that a stack saves, over the logs of a run", () => {
  let laptop: Laptop;
  let alice: TestConnection;
  let bob: TestConnection;
  before(async () => {
    // It has access logs.
    laptop = await startLaptop({ program: PROJECT_FOLDER, config: SHARED_CONFIG });
    alice = await laptop.connect();
    bob = await laptop.connect();
    await alice.send("hello");
    await laptop.settled();
    await bob.close();
    await laptop.settled();
    // A post that API Gateway refuses, and a connection that cannot be stored.
    const refused = laptop.fail("execute-api:ManageConnections", { with: "ForbiddenException" });
    await alice.send("lost");
    await laptop.settled();
    refused.end();
    laptop.fail("dynamodb:PutItem", { times: 1, with: "ResourceNotFoundException" });
    await rejects(laptop.connect());
    await laptop.settled();
  });
  after(() => laptop.close());

  /** The lines that CloudWatch would have, group by group. */
  const events = (): LogEvent[] =>
    laptop.entries().flatMap(({ service, event, time, ...entry }) => {
      const at = { "@timestamp": String(time) };
      if (service === "apigateway" && event === "accessLog")
        return { ...at, "@log": String(entry.logGroupArn), "@message": String(entry.message) };
      if (service !== "lambda" || (event !== "log" && event !== "platform")) return [];
      return { ...at, "@log": String(entry.function), "@message": String(entry.line) };
    });
  const run = (query: keyof typeof LOG_QUERIES, connectionId = "") =>
    runQuery(LOG_QUERIES[query].join("\n").replace("CONNECTION_ID", connectionId), events());

  it("have lines of JSON alone, each of a function with a level and the ID of its request", () => {
    for (const event of events()) {
      const line = JSON.parse(event["@message"]) as Record<string, unknown>;
      if (line.type !== undefined) match(String(line.type), /^platform\.\w+$/);
      else if (line.routeKey === undefined) {
        match(String(line.level), /^(INFO|ERROR)$/);
        ok(typeof line.requestId === "string" || /^Clients? created/.test(String(line.message)));
        ok(!Number.isNaN(Date.parse(String(line.timestamp))));
      }
    }
  });

  it("find who was slow: each broadcast, the longest first, with its sender", () => {
    const rows = run("slow");
    equal(rows.length, 2);
    deepEqual(rows.map(({ Listed, connectionId }) => [Listed, connectionId]).sort(), [
      [1, alice.id],
      [2, alice.id],
    ]);
    ok(Number(rows[0]!.Duration) >= Number(rows[1]!.Duration));
  });

  it("find what failed: log lines, invocations and answers of API Gateway", () => {
    const rows = run("failed");
    const facts = (field: string) => rows.map((row) => row[field]).filter((value) => value);
    match(String(facts("message")), /Connection "[^"]+" is refused: it could not be stored/);
    match(
      String(facts("message.errorMessage")),
      /API Gateway refuses posts with 403 ForbiddenException/,
    );
    // Lambda says it twice: when the function ends, and in its report.
    deepEqual(facts("record.status"), ["error", "error"]);
    // Both functions answered with an error, or threw one.
    equal(
      facts("status").every((status) => Number(status) >= 400),
      true,
    );
    ok(facts("status").length >= 2);
  });

  it("find one connection's story, in order", () => {
    const rows = run("connection", bob.id);
    deepEqual(
      rows.map(({ routeKey, status }) => [routeKey, status]),
      [
        ["$connect", "200"],
        ["POST /@connections/{connectionId}", "200"],
        ["$disconnect", "200"],
      ],
    );
    const ofAlice = run("connection", alice.id);
    const told = ofAlice.map(
      ({ routeKey, message }) => String(routeKey ?? message).split(/[ :]/)[0],
    );
    equal(told[0], "$connect");
    for (const step of ["$default", "Broadcast", "POST"]) ok(told.includes(step), step);
  });
});
