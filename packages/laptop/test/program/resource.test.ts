import { deepEqual, equal } from "node:assert/strict";
import { codeOf, plain } from "../../src/program/resource";

// https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
const KEY = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [KEY]: "1b47061264138c4ac30d75fd1eb44270", value });
const asset = (content: object) => ({ [KEY]: "c44067f5952c0a294b673a41bacd8c17", ...content });
const archive = (content: object) => ({ [KEY]: "0def7320c3a5731c473e5ecbe6d01bc7", ...content });

describe("plain", () => {
  it("takes the marks off secrets, all the way down", () => {
    deepEqual(plain({ a: secret({ b: [secret("c"), 1] }), d: null }), {
      a: { b: ["c", 1] },
      d: null,
    });
  });

  it("keeps what has no marks", () => {
    deepEqual(plain({ a: [1, "b", false, null], c: {} }), { a: [1, "b", false, null], c: {} });
    equal(plain(undefined), undefined);
  });

  it("keeps assets and archives as they are", () => {
    const code = archive({ assets: { "index.js": asset({ text: "exports" }) } });
    deepEqual(plain(code), code);
  });
});

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
        data: { path: "./data" },
        lib: { files: { "empty.js": { text: "" } } },
      },
    });
  });

  it("reads a folder or file on disk", () => {
    deepEqual(codeOf(archive({ path: "./code" })), { path: "./code" });
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
