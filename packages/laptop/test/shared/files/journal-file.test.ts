import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendJournal } from "../../../src/shared/files/journal-file";
import { FakeClock } from "../../support/fake-clock";
import { createJournal } from "../../../src/shared/journal";

describe("The file of the journal", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "journal-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A journal in a file, and a promise of why it ended. */
  const open = async (path: string) => {
    const journal = createJournal(new FakeClock());
    const reasons: string[] = [];
    let tell = () => {};
    const ended = new Promise<void>((resolve) => (tell = resolve));
    const file = await appendJournal(journal, path, (reason) => {
      reasons.push(reason);
      tell();
    });
    return { journal, file, reasons, ended };
  };
  /** A pipe with a reader that reads nothing. */
  const pipe = () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    return { path, reader: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) };
  };

  it("gets one JSON object a line", async () => {
    const path = join(folder, "journal.jsonl");
    for (const event of ["change", "reload"]) {
      const { journal, file, reasons } = await open(path);
      journal.record("program", event);
      await file.close();
      assert.deepEqual(reasons, []);
    }
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
    assert.deepEqual(events, ["change", "reload"]);
  });

  it("ends when the disk is full, says so once, and the run goes on", async () => {
    const { journal, file, reasons, ended } = await open("/dev/full");
    journal.record("program", "change");
    await ended;
    journal.record("program", "reload");
    await file.close();
    assert.deepEqual(reasons, ["ENOSPC: no space left on device, write"]);
  });

  it("ends when the reader of a pipe ends", async () => {
    const { path, reader } = pipe();
    const { journal, file, reasons, ended } = await open(path);
    closeSync(reader);
    journal.record("program", "change");
    await ended;
    await file.close();
    assert.deepEqual(reasons, ["write EPIPE"]);
  });

  it("ends when nobody reads a pipe, before it takes the memory", async () => {
    const { path, reader } = pipe();
    const { journal, file, reasons, ended } = await open(path);
    for (let i = 0; i < 17; i++)
      journal.record("program", "output", { message: "x".repeat(2 ** 20) });
    await ended;
    await file.close();
    closeSync(reader);
    assert.deepEqual(reasons, ["nobody reads it"]);
  });

  it("holds nobody up who ends while a pipe is full", async () => {
    const { path, reader } = pipe();
    const source = (name: string) => JSON.stringify(require.resolve(`../../../src/shared/${name}`));
    const program = `
      const { createJournal } = require(${source("journal")});
      const { appendJournal } = require(${source("files/journal-file")});
      const { realClock } = require(${source("clock")});
      const journal = createJournal(realClock);
      appendJournal(journal, ${JSON.stringify(path)}, console.error).then(async (file) => {
        journal.record("program", "output", { message: "x".repeat(2 ** 20) });
        await file.close();
        process.exit(0);
      });`;
    const child = spawn(
      process.execPath,
      ["--require", require.resolve("tsx/cjs"), "--eval", program],
      { stdio: "inherit" },
    );
    const [code] = (await once(child, "exit")) as [number];
    closeSync(reader);
    assert.equal(code, 0);
  });
});
