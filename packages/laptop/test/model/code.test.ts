import { deepEqual, equal } from "node:assert/strict";
import { codeOf } from "../../src/model/code";
import { ARCHIVE, ASSET, SECRET, SIGNATURE_KEY } from "../../src/program/marks";

const secret = (value: unknown) => ({ [SIGNATURE_KEY]: SECRET, value });
const asset = (content: object) => ({ [SIGNATURE_KEY]: ASSET, ...content });
const archive = (content: object) => ({ [SIGNATURE_KEY]: ARCHIVE, ...content });

describe("codeOf", () => {
  it("reads an archive of texts and paths, and archives within it", () => {
    const code = archive({
      assets: {
        "index.js": asset({ text: "exports" }),
        data: archive({ path: "./data" }),
        lib: archive({ assets: { "empty.js": asset({ text: "" }) } }),
      },
    });
    deepEqual(codeOf(code), {
      files: {
        "index.js": { text: "exports" },
        data: { archive: "./data" },
        lib: { files: { "empty.js": { text: "" } } },
      },
    });
  });

  it("reads a folder or file on disk", () => {
    deepEqual(codeOf(archive({ path: "./code" })), { archive: "./code" });
    deepEqual(codeOf(asset({ path: "./code.zip" })), { path: "./code.zip" });
  });

  it("does not fetch what is remote, alone or in an archive", () => {
    const remote = archive({ uri: "https://example.com/code.zip" });
    equal(codeOf(remote), undefined);
    equal(codeOf(archive({ assets: { "index.js": asset({ text: "" }), remote } })), undefined);
  });

  it("finds no code in what is neither", () => {
    equal(codeOf(undefined), undefined);
    equal(codeOf({ path: "./code" }), undefined);
    equal(codeOf(secret("code")), undefined);
  });
});
