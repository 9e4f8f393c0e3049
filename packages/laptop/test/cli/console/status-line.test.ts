import assert from "node:assert/strict";
import { createJournal } from "../../../src/shared/journal";
import { realClock } from "../../../src/shared/clock";
import { keepStatusLine, type StatusLine } from "../../../src/cli/console/status-line";

const CLEAR = "\r\u001b[K";

describe("the status line of a terminal", () => {
  const journal = createJournal(realClock);
  let written: string[];
  let line: StatusLine;
  let onWrite: () => void = () => {};
  const terminal = {
    columns: 80,
    write(text: string) {
      written.push(text);
      onWrite();
    },
  };
  beforeEach(() => {
    [written, terminal.columns] = [[], 80];
    line = keepStatusLine(journal, terminal);
  });
  afterEach(() => line.close());

  /** The status line, once it is written. */
  const status = () =>
    new Promise<string>((resolve) => {
      onWrite = () => {
        if (!written.at(-1)!.endsWith("\n")) resolve(written.at(-1)!);
      };
    });

  it("counts connections, environments, invocations and denials", async () => {
    for (let i = 0; i < 3; i++) journal.record("apigateway", "connect");
    journal.record("apigateway", "disconnect");
    journal.record("lambda", "init");
    for (let i = 0; i < 2; i++) journal.record("lambda", "invoke");
    journal.record("lambda", "log");
    journal.record("iam", "deny");
    const expected = "2 connections · 1 environment · 2 invocations · 1 denial";
    assert.equal(await status(), CLEAR + expected);
    assert.equal(written.length, 1);
  });

  it("says how long an evaluation has taken, until it is over", async () => {
    journal.record("program", "start", { file: "index.ts" });
    assert.match(await status(), /^\r\u001b\[KEvaluating index\.ts: \d+\.\d s$/);
    journal.record("program", "serve");
    assert.match(await status(), /^\r\u001b\[K0 connections/);
    journal.record("program", "change");
    assert.match(await status(), /Evaluating the change: /);
    journal.record("program", "failed");
    assert.match(await status(), /K0 connections/);
  });

  it("stays under what is printed", async () => {
    line.print("hello");
    assert.deepEqual(written, [`${CLEAR}hello\n`]);
    assert.equal(
      await status(),
      `${CLEAR}0 connections · 0 environments · 0 invocations · 0 denials`,
    );
  });

  it("is never longer than the terminal is wide", async () => {
    terminal.columns = 20;
    journal.record("apigateway", "connect");
    assert.equal(await status(), `${CLEAR}1 connection · 0 en`);
  });

  it("is gone after the end", () => {
    journal.record("apigateway", "connect");
    line.close();
    assert.equal(written.join(""), CLEAR);
  });
});
