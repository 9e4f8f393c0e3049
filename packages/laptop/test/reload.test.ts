import { deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadedProgram, LoadOptions } from "../src/load";
import { Reloader } from "../src/reload";
import { FakeClock } from "./support/fake-clock";
import { recordJournal } from "./support/recorder";

/** An evaluation that lasts until the test ends it, or a newer save does. */
interface FakeLoad {
  text: string;
  wasEnded: boolean;
  succeed(): void;
}

describe("Saves of a program", () => {
  let folder: string;
  let file: string;
  let saved: string;
  let loads: FakeLoad[];
  let updates: string[];
  let running: number;
  let most: number;
  let reloader: Reloader;
  let recorder: ReturnType<typeof recordJournal>;

  const loader = {
    prepare: () => undefined,
    load({ signal }: LoadOptions = {}) {
      most = Math.max(most, ++running);
      return new Promise<LoadedProgram>((resolve, reject) => {
        const load: FakeLoad = {
          text: saved,
          wasEnded: false,
          succeed() {
            running--;
            resolve({ files: [file], text: load.text } as unknown as LoadedProgram);
          },
        };
        signal!.addEventListener("abort", () => {
          load.wasEnded = true;
          running--;
          reject(new Error("The program was ended."));
        });
        loads.push(load);
      });
    },
  };
  const start = async (patienceMs?: number) => {
    reloader = new Reloader(loader, recorder.journal, patienceMs);
    await reloader.watch([file], async (changed) => {
      updates.push((changed as unknown as FakeLoad).text);
    });
  };
  const save = async (text: string) => {
    const changed = recorder.until("program.change");
    saved = text;
    writeFileSync(file, text);
    await changed;
  };
  const isSettled = async () => {
    let settled = false;
    void Promise.resolve(reloader.settled()).then(() => (settled = true));
    await new Promise(setImmediate);
    return settled;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reload-"));
    file = join(folder, "index.ts");
    writeFileSync(file, "");
    [loads, updates, running, most] = [[], [], 0, 0];
    recorder = recordJournal(new FakeClock());
  });
  afterEach(() => {
    reloader.close();
    rmSync(folder, { recursive: true });
  });

  it("end the evaluation of an older one, and only the newest runs", async () => {
    await start();
    for (const text of ["a", "b", "c"]) await save(text);
    while (loads.length < 3) await new Promise(setImmediate);
    deepEqual(
      loads.map(({ wasEnded }) => wasEnded),
      [true, true, false],
    );
    equal(await isSettled(), false);
    loads[2]!.succeed();
    await reloader.settled();
    deepEqual(updates, ["c"]);
    equal(most, 1);
    equal(recorder.all("program.failed").length, 0);
  });

  it("let events go on with the program before if an evaluation takes too long, until the next", async () => {
    await start(400);
    const overdue = recorder.until("program.overdue");
    await save("for (;;);");
    equal(await isSettled(), false);
    equal((await overdue).seconds, 0.4);
    await reloader.settled();
    await save("mended");
    equal(await isSettled(), false);
    while (loads.length < 2) await new Promise(setImmediate);
    equal(loads[0]!.wasEnded, true);
    const reloaded = recorder.until("program.reload");
    loads[1]!.succeed();
    await reloaded;
    deepEqual(updates, ["mended"]);
  });
});
