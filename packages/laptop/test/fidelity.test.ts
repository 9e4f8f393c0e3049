import assert from "node:assert/strict";
import { remarksInCode, remarksInReadme } from "./support/docs/fidelity";

describe("The README's table of what is as on AWS", () => {
  it("lists every comment Unconfirmed: and Differs from AWS: of local/, in the same words", () => {
    const [code, readme] = [remarksInCode(), remarksInReadme()];
    assert.ok(code.length > 0);
    const missing = code.filter((row) => !readme.includes(row));
    const stale = readme.filter((row) => !code.includes(row));
    const why = `Add to README.md:\n${missing.join("\n")}\nRemove from it:\n${stale.join("\n")}`;
    assert.deepEqual(readme, code, why);
  });
});
