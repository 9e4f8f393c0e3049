import { deepEqual, equal, match } from "node:assert/strict";
import { printJournal, type ConsoleOptions } from "../../../src/cli/console/console";
import { createJournal, type Journal } from "../../../src/shared/journal";
import { FakeClock } from "../../support/fake-clock";

const ALICE = "AliceAAAAAAAAAAA=";
const BOB = "BobBBBBBBBBBBBBB=";

describe("the console", () => {
  let journal: Journal;
  let printed: string[];
  let stop: () => void;

  const start = (options?: ConsoleOptions) => {
    printed = [];
    journal = createJournal(new FakeClock());
    stop = printJournal(journal, (line) => printed.push(line), options);
  };
  /** Everything printed, without the times and with one space between columns. */
  const lines = () => {
    stop();
    return printed.map((line) =>
      /^ {4}/.test(line) ? line : line.replace(/^[\d:.]{12} +/, "").replace(/ {2,}/g, " | "),
    );
  };
  const gateway = (event: string, fields: object) =>
    journal.record("apigateway", event, { ...fields });
  const lambda = (event: string, fields: object) => journal.record("lambda", event, { ...fields });
  const invoke = (connectionId: string, requestId: string, environment: string) => {
    gateway("message", { connectionId, routeKey: "say", bytes: 2, body: "hi" });
    gateway("invoke", { connectionId, routeKey: "say", function: "events-1a2b", requestId });
    lambda("invoke", { environment, requestId, cold: false });
  };
  const log = (requestId: string, message: string, level = "INFO") =>
    lambda("log", { environment: "events#1", requestId, level, message });
  const result = (requestId: string, failed = false) =>
    lambda("result", { requestId, durationMs: 12.4, failed });
  const nextTurn = () => new Promise(setImmediate);

  it("prints one line for each event, with what the function logged beneath", () => {
    start();
    gateway("invoke", { connectionId: ALICE, routeKey: "$connect", requestId: "0" });
    lambda("invoke", { environment: "lifecycle#1", requestId: "0" });
    result("0");
    gateway("connect", { connectionId: ALICE });
    invoke(ALICE, "1", "events#1");
    log("1", "two\nlines");
    result("1");
    gateway("disconnect", { connectionId: ALICE, code: 1005, reason: "", closedBy: "connection" });
    deepEqual(lines(), [
      "AliceAAA | $connect | lifecycle#1 | 12 ms | connected",
      "AliceAAA | say | events#1 | 12 ms | ok",
      "    two",
      "    lines",
      "AliceAAA | gateway | disconnected (1005 no code given)",
    ]);
  });

  it("begins a line with the time", () => {
    start();
    gateway("connect", { connectionId: ALICE });
    stop();
    match(printed[0]!, /^\d\d:\d\d:\d\d\.\d{3} {2}AliceAAA {2}\$connect /);
  });

  it("keeps the logs of events apart that run at the same time", () => {
    start();
    invoke(ALICE, "1", "events#1");
    invoke(BOB, "2", "events#2");
    log("1", "for Alice");
    log("2", "for Bob");
    log("1", "again for Alice");
    result("2");
    result("1", true);
    deepEqual(lines(), [
      "AliceAAA | say | events#1 | 12 ms | failed",
      "    for Alice",
      "    again for Alice",
      "BobBBBBB | say | events#2 | 12 ms | ok",
      "    for Bob",
    ]);
  });

  it("shows an event that runs for long before it ends, and says whose later logs are", async () => {
    start({ holdMs: 0 });
    const shown = async (count: number) => {
      while (printed.length < count) await nextTurn();
    };
    invoke(ALICE, "1", "events#1");
    await shown(1);
    log("1", "first");
    await shown(2);
    gateway("connect", { connectionId: BOB });
    await shown(3);
    log("1", "second");
    await shown(5);
    result("1");
    deepEqual(lines(), [
      "AliceAAA | say | events#1 | runs",
      "    first",
      "BobBBBBB | $connect | connected",
      "AliceAAA | say | events#1 | runs on",
      "    second",
      "AliceAAA | say | events#1 | 12 ms | ok",
    ]);
  });

  it("says what the gateway answers without a function", async () => {
    start();
    gateway("message", { connectionId: ALICE, routeKey: null });
    gateway("errorFrame", { connectionId: ALICE, message: "Forbidden" });
    gateway("message", { connectionId: ALICE, routeKey: "ping" });
    gateway("routeResponse", { connectionId: ALICE });
    gateway("message", { connectionId: ALICE, routeKey: "silent" });
    await nextTurn();
    invoke(ALICE, "1", "events#1");
    result("1", true);
    gateway("errorFrame", { connectionId: ALICE, message: "Internal server error" });
    gateway("refuse", { connectionId: null, status: 403 });
    deepEqual(lines(), [
      'AliceAAA | no route | sent the error "Forbidden"',
      "AliceAAA | ping | answered",
      "AliceAAA | silent | received",
      "AliceAAA | say | events#1 | 12 ms | failed",
      'AliceAAA | gateway | sent the error "Internal server error"',
      "$connect | refused with status 403",
    ]);
  });

  it("says how long a message waited for a change of the program", () => {
    start();
    gateway("message", { connectionId: ALICE, routeKey: "ping", waitedMs: 2500 });
    deepEqual(lines(), ["AliceAAA | ping | received after waiting 2.50 s"]);
  });

  it("names the statement that a denial lacks, and the one that denies", () => {
    start();
    const statement = { Effect: "Allow", Action: ["dynamodb:Scan"], Resource: "arn" };
    const deniedBy = { policy: "no", number: 2, Effect: "Deny", Action: ["*"], Resource: ["*"] };
    journal.record("iam", "deny", { message: "It may not scan.", statement });
    journal.record("iam", "deny", { message: "It must not.", deniedBy });
    deepEqual(lines(), [
      "iam | It may not scan.",
      "    Add it to the function's allow list, with the resource's output in place of the ARN:",
      `      ${JSON.stringify(statement)}`,
      "iam | It must not.",
      "    The statement that denies it:",
      `      ${JSON.stringify(deniedBy)}`,
    ]);
  });

  it("shortens a line of minified code, not one of JSON", () => {
    start();
    const code = `var a=${"x=>x+1,".repeat(1000)}b`;
    const json = JSON.stringify({ text: "x".repeat(1000) });
    invoke(ALICE, "1", "events#1");
    log("1", `/var/task/index.js:1\n${code}\n      ^\nError: no`);
    log("1", json);
    result("1");
    deepEqual(lines().slice(1), [
      "    /var/task/index.js:1",
      `    ${code.slice(0, 200)}… (6,807 characters more)`,
      "          ^",
      "    Error: no",
      `    ${json}`,
    ]);
  });

  const everything = () => {
    journal.record("program", "output", { message: "a line of the program" });
    journal.record("program", "change", { files: ["index.ts"] });
    invoke(ALICE, "1", "events#1");
    result("1");
    gateway("post", { connectionId: BOB, bytes: 2 });
    invoke(BOB, "2", "events#1");
    log("2", "it failed", "ERROR");
    result("2", true);
  };

  it("with --quiet prints the program's changes and errors only", () => {
    start({ detail: "quiet" });
    everything();
    deepEqual(lines(), [
      "reload | index.ts changed: evaluating",
      "BobBBBBB | say | events#1 | 12 ms | failed",
      "    it failed",
    ]);
  });

  it("with --verbose prints every entry of the journal with its fields too", () => {
    start({ detail: "verbose" });
    everything();
    const shown = lines();
    equal(shown.includes(`apigateway.post | connectionId="${BOB}" bytes=2`), true);
    equal(shown.includes('program.change | files=["index.ts"]'), true);
    equal(shown.includes("AliceAAA | say | events#1 | 12 ms | ok"), true);
  });

  it("shows colours only where there are any", () => {
    for (const colors of [true, false]) {
      start({ colors });
      result("none");
      gateway("connect", { connectionId: ALICE });
      stop();
      equal(printed.join("").includes("\u001b[32mconnected\u001b[0m"), colors);
      equal(printed.join("").includes("\u001b"), colors);
    }
  });

  it("lists the errors of types once, and says when they are mended", () => {
    start();
    const error = { file: "a.ts", line: 3, column: 7, code: "TS2322", message: "No string." };
    for (const errors of [[], [error], [error], [], []])
      journal.record("program", "types", { errors, durationMs: 2000 });
    deepEqual(lines(), [
      "types | 2.00 s | types: 1 error",
      "    a.ts:3:7 TS2322: No string.",
      "types | 2.00 s | types: 1 error, as before",
      "types | 2.00 s | types: no errors",
    ]);
  });

  it("says what changed, how long it took, how many waited, and what still runs after a failure", () => {
    start();
    journal.record("program", "change", { files: ["a.ts", "b.ts", "c.ts", "d.ts"] });
    const ended = { files: ["a.ts"], durationMs: 1234, waited: 2 };
    journal.record("program", "reload", ended);
    const runningSince = new Date(2026, 0, 1, 10, 41, 7).toISOString();
    const code = { place: "a.ts:1:5", frame: ["> 1 | let;", "    |    ^"] };
    journal.record("program", "failed", { message: "no", ...code, runningSince, ...ended });
    deepEqual(lines(), [
      "reload | a.ts, b.ts and 2 more changed: evaluating",
      "reload | 1.23 s | a.ts changed: the new program runs",
      "    2 messages or handshakes waited and ran the new code",
      "reload | 1.23 s | a.ts changed and failed: still running the version of 10:41:07",
      "    no",
      "    a.ts:1:5",
      "    > 1 | let;",
      "        |    ^",
    ]);
  });

  it("prints one line for each request to an HTTP API, and one for an authorizer before it", () => {
    start();
    const request = (apigwRequestId: string, fields: object) =>
      gateway("request", { apigwRequestId, routeKey: null, method: "GET", ...fields });
    const called = (apigwRequestId: string, requestId: string, name: string) => {
      gateway("invoke", { apigwRequestId, routeKey: "GET /orders", function: name, requestId });
      lambda("invoke", { environment: `${name}#1`, requestId });
    };
    const answered = (apigwRequestId: string, status: number) =>
      gateway("response", { apigwRequestId, status, durationMs: 3 });
    request("a", { path: "/orders", routeKey: "GET /orders" });
    called("a", "1", "guard");
    result("1");
    called("a", "2", "orders");
    log("2", "for Alice");
    result("2");
    answered("a", 200);
    request("b", { path: "/none" });
    answered("b", 404);
    request("c", { path: "/orders", routeKey: "$default", waitedMs: 20 });
    called("c", "3", "orders");
    result("3", true);
    answered("c", 500);
    gateway("keysFailed", { issuer: "https://i.example", message: "The keys are away." });
    deepEqual(lines(), [
      "GET /orders | guard#1 | 12 ms | ok",
      "GET /orders | orders#1 | 12 ms | answered with status 200",
      "    for Alice",
      "GET /none | 3 ms | answered with status 404",
      "GET /orders | orders#1 | 12 ms | failed, answered with status 500 after waiting 20 ms",
      "gateway | The keys are away.",
    ]);
  });

  it("prints a line for each batch of a queue, and what becomes of what fails", () => {
    start();
    const queue = "jobs";
    journal.record("sqs", "batch", { function: "worker", queue, requestId: "1", messages: 2 });
    lambda("invoke", { environment: "worker#1", requestId: "1" });
    log("1", "made tea");
    result("1");
    journal.record("sqs", "batchFailed", { function: "worker", queue, requestId: "1", failed: 1 });
    journal.record("sqs", "filtered", { function: "worker", queue, messages: 2 });
    journal.record("sqs", "send", { queue, messageId: "m", bytes: 1, body: "x" });
    journal.record("sqs", "deadLetter", { queue, target: "letters", receiveCount: 3 });
    journal.record("sqs", "failed", { operation: "SendMessage", message: "no" });
    deepEqual(lines(), [
      "jobs | worker#1 | 12 ms | ok",
      "    made tea",
      "jobs | worker | 1 of the batch failed and will be received again",
      "jobs | worker | no filter lets 2 of the batch through: deleted",
      "jobs | gave up a message after 3 receives: it is in letters",
      "sqs | SQS failed on SendMessage: no",
    ]);
  });
});
