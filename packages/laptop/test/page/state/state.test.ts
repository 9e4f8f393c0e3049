import assert from "node:assert/strict";
import { matches, MAX_EVENTS } from "../../../src/page/state/log";
import type { Message } from "../../../src/page/state/messages";
import { State } from "../../../src/page/state/state";

const START = Date.parse("2026-09-25T00:00:00.000Z");

describe("what the page reads from the journal", () => {
  let state: State;
  beforeEach(() => (state = new State()));

  /** Something that happens so many milliseconds after the start. */
  const happen = (afterMs: number, name: string, fields: Record<string, unknown> = {}) => {
    const [service, event] = name.split(".") as [string, string];
    const time = new Date(START + afterMs).toISOString();
    state.apply({ time, service, event, ...fields });
  };
  const environment = (afterMs: number, id: string, accessKeyId = id) => {
    happen(afterMs, "lambda.init", { function: "events", environment: id, accessKeyId });
    happen(afterMs + 30, "lambda.ready", { environment: id, initMs: 30 });
  };
  const connect = (afterMs: number, connectionId: string, fields = {}) =>
    happen(afterMs, "apigateway.connect", { connectionId, apiId: "api", stage: "dev", ...fields });
  /** A message that an environment begins to handle at once. */
  const message = (
    afterMs: number,
    connectionId: string,
    environmentId: string,
    requestId: string,
  ) => {
    happen(afterMs, "apigateway.message", {
      connectionId,
      routeKey: "$default",
      bytes: 2,
      body: "hi",
    });
    happen(afterMs, "apigateway.invoke", { connectionId, routeKey: "$default", requestId });
    happen(afterMs, "lambda.invoke", { environment: environmentId, requestId, cold: false });
  };
  const result = (afterMs: number, requestId: string, durationMs: number, failed = false) =>
    happen(afterMs, "lambda.result", { requestId, durationMs, failed });

  it("offers experiments only if the program names their messages", () => {
    const declare = (hasExperiments: boolean) =>
      happen(0, "program.declared", { project: "p", stack: "dev", resources: [], hasExperiments });
    assert.equal(state.program.hasExperiments, false);
    declare(true);
    assert.equal(state.program.hasExperiments, true);
    declare(false);
    assert.equal(state.program.hasExperiments, false);
  });

  it("gives an invocation its route, connection, log lines and duration", () => {
    environment(0, "events#1");
    message(100, "alice", "events#1", "r1");
    happen(105, "lambda.log", { requestId: "r1", level: "INFO", message: "hello" });
    result(120, "r1", 20);
    const [invocation] = state.timeLine.environments.get("events#1")!.invocations;
    assert.deepEqual(
      { ...invocation, logs: invocation!.logs.map((line) => line.message) },
      {
        requestId: "r1",
        environment: "events#1",
        start: START + 100,
        end: START + 120,
        routeKey: "$default",
        connectionId: "alice",
        cold: false,
        failed: false,
        logs: ["hello"],
        posts: 0,
      },
    );
  });

  it("tells concurrency as it rises and falls", () => {
    environment(0, "events#1");
    environment(0, "events#2");
    message(100, "alice", "events#1", "r1");
    message(150, "bob", "events#2", "r2");
    result(200, "r2", 50);
    result(300, "r1", 200);
    const steps = state.timeLine.concurrency.map(({ at, value }) => [at - START, value]);
    assert.deepEqual(steps, [
      [100, 1],
      [150, 2],
      [200, 1],
      [300, 0],
    ]);
  });

  it("knows who posted by the credentials, and so who got which message when", () => {
    environment(0, "events#1", "KEY1");
    environment(0, "events#2", "KEY2");
    message(100, "alice", "events#1", "r1");
    message(110, "bob", "events#2", "r2");
    happen(115, "apigateway.post", {
      connectionId: "bob",
      bytes: 2,
      body: "2",
      accessKeyId: "KEY2",
    });
    happen(130, "apigateway.post", {
      connectionId: "bob",
      bytes: 2,
      body: "1",
      accessKeyId: "KEY1",
    });
    result(140, "r1", 40);
    // Its environment is frozen: nobody knows what this belongs to.
    happen(150, "apigateway.post", {
      connectionId: "bob",
      bytes: 2,
      body: "?",
      accessKeyId: "KEY1",
    });
    const deliveries = state.messages.messages.map((each) => each.deliveries);
    assert.deepEqual(deliveries, [
      [{ connectionId: "bob", afterMs: 30, body: "1" }],
      [{ connectionId: "bob", afterMs: 5, body: "2" }],
    ]);
    assert.equal(state.timeLine.environments.get("events#1")!.invocations[0]!.posts, 1);
  });

  it("counts a connection's messages, and keeps how it was closed", () => {
    connect(0, "alice", { userAgent: "wscat" });
    message(100, "alice", "events#1", "r1");
    happen(200, "apigateway.post", { connectionId: "alice", bytes: 2, body: "hi" });
    happen(300, "apigateway.ping", { connectionId: "alice" });
    const { messagesIn, messagesOut, lastActiveAt, lastTrafficAt } =
      state.connections.open.get("alice")!;
    assert.deepEqual(
      [messagesIn, messagesOut, lastActiveAt - START, lastTrafficAt - START],
      [1, 1, 200, 300],
    );
    const closed = { code: 1000, reason: "bye", closedBy: "gateway" };
    happen(400, "apigateway.disconnect", { connectionId: "alice", ...closed });
    assert.equal(state.connections.open.size, 0);
    const expected = { at: START + 400, code: 1000, reason: "bye", by: "gateway" };
    assert.deepEqual(state.connections.closed[0]!.closed, expected);
    const { kind, direction, text } = state.messages.frames.at(-1)!;
    assert.deepEqual([kind, direction, text], ["close", "out", "1000 bye"]);
  });

  it("goes on counting from what the history has added up", () => {
    const earlier = {
      messagesIn: 7,
      messagesOut: 9,
      lastActiveAt: new Date(START + 50).toISOString(),
    };
    connect(0, "alice", { earlier });
    message(100, "alice", "events#1", "r1");
    const { messagesIn, messagesOut } = state.connections.open.get("alice")!;
    assert.deepEqual([messagesIn, messagesOut], [8, 9]);
  });

  it("tells how often statements were used, and what to add after a denial", () => {
    const grant = { policy: "p", number: 1, actions: ["s:Get"], resources: ["*"] };
    happen(0, "iam.granted", { role: "events", statements: [grant] });
    assert.deepEqual(state.permissions.statements.get("events")![0]!.actions, { "s:Get": 0 });
    const used = { policy: "p", number: 1, actions: { "s:Get": 3 }, resources: { "*": 3 } };
    happen(1, "iam.usage", { role: "events", statements: [used] });
    assert.deepEqual(state.permissions.statements.get("events")![0]!.actions, { "s:Get": 3 });
    happen(2, "iam.deny", { message: "no", statement: { Effect: "Allow" } });
    const { message: text, remedy } = state.permissions.denials[0]!;
    assert.deepEqual([text, remedy], ["no", { kind: "statement", value: { Effect: "Allow" } }]);
  });

  it("keeps a bounded number of invocations, and every total", () => {
    environment(0, "events#1");
    const HOW_MANY = 100_000;
    for (let i = 0; i < HOW_MANY; i++) {
      message(1000 + 2 * i, "alice", "events#1", `r${i}`);
      result(1001 + 2 * i, `r${i}`, 1);
    }
    const { invocations, total } = state.timeLine.environments.get("events#1")!;
    assert.equal(total, HOW_MANY);
    assert.equal(invocations.at(-1)!.requestId, `r${HOW_MANY - 1}`);
    assert.ok(invocations.length <= 44_000, String(invocations.length));
    assert.ok(state.timeLine.concurrency.length <= 2 * 44_000 + 2);
    assert.ok(state.messages.messages.length <= 300);
    assert.ok(state.messages.frames.length <= 500);
  });

  it("counts a message's time from its arrival, the wait for a change included", () => {
    environment(0, "events#1");
    const routed = { connectionId: "alice", routeKey: "$default" };
    happen(1000, "apigateway.message", { ...routed, bytes: 2, body: "hi", waitedMs: 900 });
    happen(1000, "apigateway.invoke", { ...routed, requestId: "r1" });
    happen(1000, "lambda.invoke", { environment: "events#1", requestId: "r1", cold: false });
    happen(1020, "apigateway.post", { connectionId: "alice", body: "hi", accessKeyId: "events#1" });
    const [{ at, deliveries, waitedMs } = {}] = state.messages.messages as Partial<Message>[];
    assert.deepEqual([at, waitedMs, deliveries![0]!.afterMs], [START + 100, 900, 920]);
  });

  it("has the log of the console, and what became of a message beside it", () => {
    environment(0, "events#1");
    message(100, "alice", "events#1", "r1");
    happen(105, "lambda.log", { requestId: "r1", level: "INFO", message: "hello" });
    result(120, "r1", 20);
    const [init, event] = state.log.events.map((each) => each.event);
    assert.equal(init!.result, "cold start");
    assert.deepEqual(
      [event!.result, event!.environment, event!.durationMs, event!.details],
      ["ok", "events#1", 20, ["hello"]],
    );
    assert.equal(state.messages.messages[0]!.event, event);
    assert.deepEqual([...state.routes], ["$default"]);
  });

  it("keeps the latest events of the log, and finds a text in them", () => {
    for (let i = 0; i < MAX_EVENTS + 5; i++) connect(i, `connection-${i}`);
    assert.equal(state.log.events.length, MAX_EVENTS);
    assert.equal(state.log.events[0]!.number, 5);
    const found = state.log.events.filter(({ event }) => matches(event, "CONNECTION-77"));
    assert.deepEqual(
      found.slice(0, 2).map(({ number }) => number),
      [77, 770],
    );
  });

  it("knows which change is being loaded, who waits, and what is broken until it is mended", () => {
    const runningSince = new Date(START).toISOString();
    happen(0, "program.change", { files: ["a.ts"] });
    happen(1, "apigateway.wait", { connectionId: "alice" });
    happen(2, "program.change", { files: ["a.ts", "b.ts"] });
    happen(3, "apigateway.wait", { connectionId: "alice" });
    const change = { at: START, files: ["a.ts", "b.ts"], waiting: 2 };
    assert.deepEqual(state.program.change, change);
    happen(4, "program.failed", { message: "no", files: ["a.ts"], runningSince });
    const failure = {
      message: "no",
      files: ["a.ts"],
      place: undefined,
      frame: [],
      runningSince: START,
    };
    assert.deepEqual([state.program.change, state.program.failure], [undefined, failure]);
    happen(5, "program.change", { files: ["a.ts"] });
    assert.deepEqual(state.program.failure, failure);
    happen(6, "program.reload");
    assert.deepEqual([state.program.change, state.program.failure], [undefined, undefined]);
  });
});
