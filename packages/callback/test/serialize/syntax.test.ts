import { deepEqual, equal } from "node:assert/strict";
import { parse, type AnyNode } from "acorn";
import { assignedNames, identifierNames, usesOwnThis } from "../../src/serialize/syntax";

describe("identifierNames", () => {
  it("are the names of variables, and no names of properties", () => {
    deepEqual(namesIn(identifierNames, "a.b.c(d[e], { f: g, h, [i]: j })"), [..."adeghij"]);
  });

  it("are those of functions, parameters and declarations too", () => {
    deepEqual(namesIn(identifierNames, "function f(a, { b: c = d }, ...e) { const g = 1; }"), [
      ..."acdefg",
    ]);
  });
});

describe("assignedNames", () => {
  for (const [text, names] of [
    ["a = 1", "a"],
    ["a += b", "a"],
    ["a ??= b", "a"],
    ["a++; --b", "ab"],
    ["[a, , b = c, ...d] = e", "abd"],
    ["({ a, b: c, d: { e = f }, ...g } = h)", "aceg"],
    ["for (a of b);", "a"],
    ["for ([a, b] in c);", "ab"],
    ["() => { function f() { a = 1; } }", "a"],
  ] as const) {
    it(`in "${text}" are ${[...names].join(", ")}`, () => {
      deepEqual(namesIn(assignedNames, text), [...names]);
    });
  }

  for (const text of [
    "a.b = 1",
    "a[b]++",
    "let a = 1",
    "for (const a of b);",
    "a === b",
    "(a = 1) => a",
  ]) {
    it(`in "${text}" are none`, () => {
      deepEqual(namesIn(assignedNames, text), []);
    });
  }
});

describe("usesOwnThis", () => {
  for (const text of [
    "() => this.a",
    "() => arguments[0]",
    "() => () => this",
    "(a = this) => a",
    "() => class extends this.a {}",
    "() => class { [this.a] = 1; }",
    "() => __awaiter(this, void 0, void 0, function* () { this; })",
  ]) {
    it(`holds for "${text}"`, () => {
      equal(usesOwnThis(expression(text)), true);
    });
  }

  for (const text of [
    "() => a",
    "() => function () { return this; }",
    "() => a.arguments",
    "() => class { a = this; static { this; } }",
    "() => __awaiter(this, void 0, void 0, function* () {})",
  ]) {
    it(`does not hold for "${text}"`, () => {
      equal(usesOwnThis(expression(text)), false);
    });
  }
});

function namesIn(names: (root: AnyNode) => Set<string>, text: string): string[] {
  return [...names(parse(text, { ecmaVersion: "latest" }))].sort();
}

function expression(text: string): AnyNode {
  const [statement] = parse(`(${text})`, { ecmaVersion: "latest" }).body;
  return (statement as { expression: AnyNode }).expression;
}
