import { equal, notEqual, ok } from "node:assert/strict";
import { withCopies } from "../../src/serialize/namespace-copies";

const prototypeOf = (value: object) => Object.getPrototypeOf(value) as object;

describe("A copy of a module that TypeScript made for an import", () => {
  const original = { get: () => "a" };

  it("does not have the prototype by which newer versions of Pulumi know it, while it is serialized", async () => {
    const copy = { get: original.get, default: original };
    const copies = new Map([[copy, "shelf"]]);
    let endFirst = () => {};
    const first = withCopies(copies, () => new Promise<void>((resolve) => (endFirst = resolve)));
    const second = withCopies(copies, () => Promise.reject(new Error("refused")));
    await second.catch(() => undefined);
    notEqual(prototypeOf(copy), Object.prototype);
    ok(copy instanceof Object);
    endFirst();
    await first;
    equal(prototypeOf(copy), Object.prototype);
  });

  it("keeps another prototype, as those of esbuild have", async () => {
    const prototype = { own: true };
    const copy = Object.assign(Object.create(prototype) as object, { default: original });
    await withCopies(new Map([[copy, "shelf"]]), () => {
      equal(prototypeOf(copy), prototype);
      return Promise.resolve();
    });
    equal(prototypeOf(copy), prototype);
  });
});
