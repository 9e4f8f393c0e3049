import assert from "node:assert/strict";
import type { Inspect } from "../../../src/lambda/runtimes/node-runtime";
import { holdable } from "../../../src/lambda/environment/holdable-clock";
import { TestDebugger } from "../../support/debugger";
import { FakeClock } from "../../support/fake-clock";
import { startTestLambda, type TestLambda } from "../../support/lambda";

const CODE = `let count = 0;
exports.handler = async (event, context) => {
  count++;
  if (event.endless) await new Promise((resolve) => setTimeout(resolve, 60_000));
  return { count, leftMs: context.getRemainingTimeInMillis() };
};`;

/** Longer than the function, its Init phase and API Gateway's integration may take. */
const PAUSE_MS = 40_000;

describe("A debugger", () => {
  let clock: FakeClock;
  let lambda: TestLambda;

  const start = async (inspect: Inspect) => {
    clock = new FakeClock();
    lambda = await startTestLambda(CODE, {}, { clock: holdable(clock), inspect });
  };
  const listening = async () => {
    for (;;) {
      const { message } = await lambda.until("lambda.log");
      if (String(message).startsWith("Debugger listening")) return String(message);
    }
  };
  const stopped = () =>
    lambda.until("lambda.log", {
      message: "Stopped by a debugger. Meanwhile timeouts wait, and credentials do not expire.",
    });
  const breakpoint = (line: number) => ({ lineNumber: line - 1, urlRegex: "index\\.js$" });
  afterEach(() => lambda.close());

  it("stops a handler at a line, and its timeout waits", async () => {
    await start("run");
    const address = listening();
    assert.equal(((await lambda.invoke()).payload as { count: number }).count, 1);
    const tool = await TestDebugger.attach(await address);
    await tool.send("Debugger.enable");
    await tool.send("Debugger.setBreakpointByUrl", breakpoint(3));
    const told = stopped();
    const answer = lambda.invoke();
    const { params } = await tool.event("Debugger.paused");
    assert.equal((params!.hitBreakpoints as string[]).length, 1);
    await told;
    clock.advance(PAUSE_MS);
    // Real time passes too, of which the handler must not see anything.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await tool.send("Debugger.resume");
    const { payload, functionError } = await answer;
    assert.equal(functionError, undefined);
    const { count, leftMs } = payload as { count: number; leftMs: number };
    assert.equal(count, 2);
    assert.ok(leftMs > 0, `${leftMs} ms were left`);

    const again = lambda.invoke();
    await tool.event("Debugger.paused");
    await tool.send("Debugger.resume");
    assert.equal(((await again).payload as { count: number }).count, 3);
    const messages = lambda.all("lambda.log").map(({ message }) => String(message));
    assert.equal(messages.filter((message) => /^Stopped by/.test(message)).length, 1);
    tool.close();
  });

  it("that leaves while it stops a handler lets it go on, and the next timeout counts", async () => {
    await start("run");
    const address = listening();
    await lambda.invoke();
    const tool = await TestDebugger.attach(await address);
    await tool.send("Debugger.enable");
    await tool.send("Debugger.setBreakpointByUrl", breakpoint(3));
    const told = stopped();
    const answer = lambda.invoke();
    await tool.event("Debugger.paused");
    await told;
    tool.close();
    assert.equal(((await answer).payload as { count: number }).count, 2);

    const begun = lambda.until("lambda.invoke");
    const endless = lambda.invoke({ endless: true });
    await begun;
    let hasEnded = false;
    void endless.then(() => (hasEnded = true));
    // The process may go on before the laptop learns that it does.
    while (!hasEnded) {
      clock.advance(PAUSE_MS);
      await new Promise(setImmediate);
    }
    assert.equal((await endless).functionError, "Unhandled");
  });

  it("is waited for, and stops the first line of the Init phase", async () => {
    await start("wait");
    const address = listening();
    const answer = lambda.invoke();
    const tool = await TestDebugger.attach(await address);
    clock.advance(PAUSE_MS);
    await tool.send("Debugger.enable");
    await tool.send("Debugger.setBreakpointByUrl", breakpoint(1));
    await tool.send("Runtime.runIfWaitingForDebugger");
    // It stops before the first line of the runtime too.
    await tool.event("Debugger.paused");
    await tool.send("Debugger.resume");
    const { params } = await tool.event("Debugger.paused");
    assert.equal((params!.hitBreakpoints as string[]).length, 1);
    const [frame] = params!.callFrames as { location: { lineNumber: number } }[];
    assert.equal(frame!.location.lineNumber, 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    clock.advance(PAUSE_MS);
    await tool.send("Debugger.resume");
    assert.equal(((await answer).payload as { count: number }).count, 1);
    tool.close();
  });
});
