import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchFiles, type Watch } from "../../src/program/watch";

describe("watching files", () => {
  let folder: string;
  let watch: Watch;
  let changes: number;
  let onChange: () => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "watch-"));
    await mkdir(join(folder, "handlers"));
    for (const name of ["index.ts", "handlers/echo.ts", "notes.md"]) write(name, "before");
    changes = 0;
    onChange = () => undefined;
    watch = watchFiles(() => {
      changes++;
      onChange();
    });
    await watch.setFiles([path("index.ts"), path("handlers/echo.ts")]);
  });
  afterEach(async () => {
    watch.close();
    await rm(folder, { recursive: true });
  });

  const path = (name: string) => join(folder, name);
  // In one turn of the event loop, so that nobody sees half of it.
  const write = (name: string, text: string) => writeFileSync(path(name), text);
  const changed = () => new Promise<void>((resolve) => (onChange = resolve));

  it("tells a change of a file", async () => {
    const change = changed();
    write("handlers/echo.ts", "after");
    await change;
    assert.equal(changes, 1);
  });

  it("tells one change when an editor writes several files at once", async () => {
    const change = changed();
    write("index.ts", "after");
    write("handlers/echo.ts", "after");
    await change;
    const next = changed();
    write("index.ts", "later");
    await next;
    assert.equal(changes, 2);
  });

  it("tells that a file was replaced by another, as editors do", async () => {
    for (const text of ["after", "later"]) {
      const change = changed();
      write("index.ts.tmp", text);
      renameSync(path("index.ts.tmp"), path("index.ts"));
      await change;
    }
    assert.equal(changes, 2);
  });

  it("tells that a file was removed, and that it is back", async () => {
    const removed = changed();
    rmSync(path("handlers/echo.ts"));
    await removed;
    const back = changed();
    write("handlers/echo.ts", "after");
    await back;
    assert.equal(changes, 2);
  });

  it("tells nothing of a file beside them, or of the same content", async () => {
    write("notes.md", "after");
    write("index.ts", "before");
    const change = changed();
    write("handlers/echo.ts", "after");
    await change;
    assert.equal(changes, 1);
  });

  it("may go on with other files", async () => {
    await watch.setFiles([path("notes.md")]);
    write("index.ts", "after");
    const change = changed();
    write("notes.md", "after");
    await change;
    assert.equal(changes, 1);
  });

  it("notices a file that does not exist yet", async () => {
    await watch.setFiles([path("Pulumi.dev.yaml")]);
    const change = changed();
    write("Pulumi.dev.yaml", "config: {}");
    await change;
    assert.equal(changes, 1);
  });
});
