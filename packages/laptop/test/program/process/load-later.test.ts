import { equal, ok } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { hasArborist } from "../../support/program/arborist";
import { evaluateText } from "../../support/program/evaluate-folder";
import { removeProgramFolders } from "../../support/program/program-folder";

const [major] = process.versions.node.split(".").map(Number) as [number];

/** How many modules of it are loaded. */
const LOADED = `
const loaded = () =>
  Object.keys(require.cache).filter((path) => /[\\\\/]@npmcli[\\\\/]arborist[\\\\/]/.test(path)).length;
`;

describe("What Pulumi needs for closures that are shipped with packages", () => {
  after(removeProgramFolders);

  it("is loaded when there is one", async function () {
    if (!hasArborist) return this.skip();
    const { outputs } = await evaluateText(`${LOADED}
      export const before = loaded();
      export const after = pulumi.runtime.computeCodePaths().then(loaded);
    `);
    equal(outputs.before, 0);
    ok(Number(outputs.after) > 0);
  });
});

describe("What V8 has compiled of a program's packages", () => {
  it("is kept", function () {
    if (major < 22) return this.skip();
    const modules = join(__dirname, "../../../../../node_modules");
    ok(readdirSync(join(modules, ".cache", "pulumi-laptop", "compiled")).length > 0);
  });
});
