import { deepEqual } from "node:assert/strict";
import { parse } from "acorn";
import { resolveScopes } from "../../src/serialize/scopes";

/** Code, and the names in it that it does not declare. */
const FREE: [code: string, names: string][] = [
  ["class A extends b { [c] = d; static { e; } }", "bcde"],
  ["class A { a() {} get b() {} #c; static d = A; m() { this.#c; } }", ""],
  ["(class A { m() { A; } }); A;", "A"],
  ["(function f() { f; }); f;", "f"],
  ["for (const a of a) { a; } b;", "b"],
  ["for (let a = b; a; a++);", "b"],
  ["switch (a) { case 1: let a; }", "a"],
  ["try {} catch ({ a, b: { c = d } }) { a; c; } a;", "ad"],
  ["(function (a = b) { var b; b; });", "b"],
  ["(function () { { var a; } a; { let b; } b; });", "b"],
  ["class A { static { var a; a; } } a;", "a"],
  ["{ function f() {} } f;", "f"],
  ["const { [a]: b = c, ...d } = e; b; d;", "ace"],
  ["({ [a]: b, c, d: e } = f);", "abcef"],
  ["a: for (;;) { break a; continue a; }", ""],
  ["a?.b?.[c]?.(d);", "acd"],
  ["a`${b}`;", "ab"],
  ["(function () { new.target; arguments; });", ""],
  ["({ a, b: c, d() {}, get e() {}, [f]: 1 });", "acf"],
  ["typeof a;", "a"],
  ["(async () => { for await (const a of b) a; });", "b"],
  ["(function* () { yield a; });", "a"],
];

describe("resolveScopes", () => {
  for (const [code, names] of FREE) {
    it(`finds ${names === "" ? "no free name" : [...names].join(", ")} in ${code}`, () => {
      deepEqual([...resolveScopes(parse(code, { ecmaVersion: "latest" })).free.keys()].sort(), [
        ...names,
      ]);
    });
  }

  it("leaves import.meta and names of exports alone", () => {
    const module =
      "import { a as b } from 'c'; export { b as d }; export * as e from 'f'; import.meta;";
    const program = parse(module, { ecmaVersion: "latest", sourceType: "module" });
    deepEqual([...resolveScopes(program).free.keys()], []);
  });
});
