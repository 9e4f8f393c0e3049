import { match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { cp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { isMap, parseDocument, type Document } from "yaml";
import { PROJECT_FOLDER } from "./support/evaluated";

const NAME = "chat-of-friends";

/** Tests that know the project's name, its configuration or its pages. The others know nothing that `pulumi new` changes. */
const TESTS = ["test/template.test.ts", "test/stacks.test.ts", "test/docs.test.ts"];

const WORKSPACES: Record<string, string> = {
  tools: "tools",
  "pulumi-callback": "packages/callback",
  "pulumi-laptop": "packages/laptop",
};

describe("A project that pulumi new has made of this one", function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), "new-project-"));
  before(async function () {
    // One that is made already has lost the template.
    if (!readFileSync(join(PROJECT_FOLDER, "Pulumi.yaml"), "utf8").includes("\ntemplate:"))
      this.skip();
    await copyRepository(folder);
    beNamed(NAME);
  });
  after(() => rm(folder, { recursive: true }));

  // https://github.com/pulumi/pulumi/blob/master/pkg/cmd/pulumi/newcmd/new.go
  /** Changes what `pulumi new` changes: Pulumi.yaml, and the file of the stack, as `pulumi config set` does. */
  function beNamed(name: string): void {
    edit("Pulumi.yaml", (project) => {
      project.set("name", name);
      project.set("description", "Friends talk");
      project.delete("template");
    });
    edit("Pulumi.dev.yaml", (stack) => {
      const config = stack.get("config");
      if (!isMap(config)) throw new Error("Pulumi.dev.yaml has no configuration.");
      for (const key of config.items.map((item) => String(item.key))) {
        const value: unknown = config.get(key);
        if (!key.includes(":") && config.delete(key)) config.set(`${name}:${key}`, String(value));
      }
      config.set("aws:region", "us-east-1");
      config.set(`${name}:authorization`, "NONE");
    });
  }

  function edit(file: string, change: (document: Document) => void): void {
    const path = join(folder, file);
    const document = parseDocument(readFileSync(path, "utf8"));
    change(document);
    writeFileSync(path, String(document));
  }

  it("passes its tests", async () => {
    const args = ["test", "--", ...TESTS];
    const { stdout } = await promisify(execFile)("npm", args, { cwd: folder }).catch(
      (failed: { stdout: string }) => failed,
    );
    match(stdout, /\n\d\d+ passed, 0 failed/, stdout);
  });
});

/** The repository's files, with links to the packages that are installed. */
async function copyRepository(folder: string): Promise<void> {
  const isOwn = (path: string) => !["node_modules", ".git"].includes(basename(path));
  await cp(PROJECT_FOLDER, folder, { recursive: true, filter: isOwn });
  for (const workspace of [".", "tools", "packages/callback", "packages/laptop"]) {
    const packages = join(PROJECT_FOLDER, workspace, "node_modules");
    if (!existsSync(packages)) continue;
    mkdirSync(join(folder, workspace, "node_modules"));
    for (const name of await readdir(packages)) {
      const path = join(packages, name);
      const isWorkspace = workspace === "." && name in WORKSPACES;
      const target = isWorkspace ? join(folder, WORKSPACES[name]!) : path;
      await symlink(target, join(folder, workspace, "node_modules", name));
    }
  }
}
