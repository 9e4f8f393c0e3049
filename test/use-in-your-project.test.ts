import { equal } from "node:assert/strict";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStage } from "pulumi-laptop/test/support/stage";
import { PROJECT_FOLDER } from "./support/evaluated";
import { writtenSteps } from "./support/written-steps";

/** What the sources of the packages need; a project that installs them needs no such file. */
const TSCONFIG = {
  extends: join(PROJECT_FOLDER, "tsconfig.json"),
  compilerOptions: { rootDir: "." },
  include: ["index.ts"],
};

describe("docs/use-in-your-project.md", () => {
  it("has a program that runs", async () => {
    const folder = await mkdtemp(join(tmpdir(), "own-project-"));
    await symlink(join(PROJECT_FOLDER, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
    const steps = writtenSteps("docs/use-in-your-project.md").get("Make functions of closures")!;
    for (const step of steps)
      if (step.kind === "file") await writeFile(join(folder, step.file), step.text);
    const stage = await startStage({ program: folder });
    try {
      const alice = await stage.connect();
      alice.send("hello");
      equal(await alice.next(), "hello");
    } finally {
      await stage.close();
      await rm(folder, { recursive: true });
    }
  });
});
