import { deepEqual, equal } from "node:assert/strict";
import { ARCHIVE, ASSET, SECRET, SIGNATURE_KEY } from "../../src/program/marks";
import { plain } from "../../src/program/resource";

const secret = (value: unknown) => ({ [SIGNATURE_KEY]: SECRET, value });
const asset = (content: object) => ({ [SIGNATURE_KEY]: ASSET, ...content });
const archive = (content: object) => ({ [SIGNATURE_KEY]: ARCHIVE, ...content });

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
