import { join } from "node:path";
import Module from "node:module";

/** Statements in which "room" is a name of its own, and is not the captured one. */
const HIDING: Record<string, string> = {
  "let in a block": "{ let room = 1; seen.push(room); }",
  "const in a block": "{ const room = 1; seen.push(room); }",
  "function in a block": "{ function room() { return 1; } seen.push(room()); }",
  "class in a block": "{ class room { static n = 1; } seen.push(room.n); }",
  "var in a function":
    "(function () { seen.push(room); if (true) { var room = 1; } seen.push(room); })();",
  "var in a loop": "(() => { for (var room of [1]); seen.push(room); })();",
  "let in for": "for (let room = 0; room < 2; room++) seen.push(room);",
  "const in for of": "for (const room of [1, 2]) seen.push(room);",
  "const in for in": "for (const room in { a: 1 }) seen.push(room);",
  "const in for await": "for await (const room of [1, 2]) seen.push(room);",
  "pattern in for of": "for (const { room } of [{ room: 1 }]) seen.push(room);",
  "for of itself": "try { for (const room of room); } catch (error) { seen.push(error.name); }",
  "let in switch": "switch (1) { case 1: let room = 1; seen.push(room); }",
  "catch parameter": "try { throw 1; } catch (room) { seen.push(room); }",
  "pattern in catch": "try { throw { room: 1 }; } catch ({ room }) { seen.push(room); }",
  parameter: "((room) => seen.push(room))(1);",
  "rest parameter": "((...room) => seen.push(room))(1);",
  "parameter with a default": "((room = 1) => seen.push(room))();",
  "object parameter": "(({ room }) => seen.push(room))({ room: 1 });",
  "array parameter": "(([room]) => seen.push(room))([1]);",
  "renamed parameter": "(({ a: room }) => seen.push(room))({ a: 1 });",
  "nested pattern": "(({ a: [{ room = 1 }] }) => seen.push(room))({ a: [{}] });",
  "rest of a pattern": "(({ a, ...room }) => seen.push(room))({ a: 1, b: 2 });",
  "function parameter": "(function (room) { seen.push(room); })(1);",
  "async parameter": "seen.push(await (async (room) => room)(1));",
  "generator parameter": "seen.push(...(function* (room) { yield room; })(1));",
  "method parameter": "({ m(room) { seen.push(room); } }).m(1);",
  "setter parameter": "({ set m(room) { seen.push(room); } }).m = 1;",
  "variable of the body only": "((a = room) => { var room = 1; seen.push(a, room); })();",
  "named function expression": "seen.push(typeof (function room() { return room; })());",
  "named async function": "seen.push(typeof (async function room() { return room; }));",
  "named class expression": "seen.push(typeof new (class room { m() { return room; } })().m());",
  "static block": "class A { static { let room = 1; seen.push(room); } }",
  "var in a static block": "class A { static { var room = 1; seen.push(room); } }",
  label: "room: for (const a of [1, 2]) { for (;;) { seen.push(a); continue room; } }",
  "label that is left": "room: { seen.push(1); break room; }",
  "object key": "seen.push({ room: 1 });",
  "method name": "seen.push({ room() { return 1; } }.room());",
  "getter name": "seen.push({ get room() { return 1; } }.room);",
  "class method name": "seen.push(new (class { room() { return 1; } })().room());",
  "field name": "seen.push(new (class { room = 1; })().room);",
  "private name":
    "seen.push(new (class { #room = 1; m() { return #room in this && this.#room; } })().m());",
  "static field name": "seen.push((class { static room = 1; }).room);",
  property: "seen.push({ room: 1 }.room);",
  "optional property": "seen.push([]?.room?.room);",
  "key of a pattern": "{ const { room: a } = { room: 1 }; seen.push(a); }",
};

/** Statements that use the captured "room" and "base". */
const USING: Record<string, string> = {
  expression: "seen.push(room);",
  template: "seen.push(`${room}`, String.raw`${room}`);",
  "arrow function": "seen.push((() => room)());",
  function: "seen.push((function () { return room; })());",
  "async function": "seen.push(await (async () => room)());",
  generator: "seen.push(...(function* () { yield room; })());",
  "default of a parameter": "seen.push(((a = room) => a)());",
  "default in a pattern": "{ const { a = room } = {}; seen.push(a); }",
  "default in an array pattern": "{ const [a = room] = []; seen.push(a); }",
  "nested default": "{ const { a: { b = room } = {} } = {}; seen.push(b); }",
  "computed key of a pattern": "{ const { [room]: a } = { outer: 1 }; seen.push(a); }",
  "computed key in an assignment": "{ let a; ({ [room]: a } = { outer: 1 }); seen.push(a); }",
  "computed key of a parameter": "seen.push((({ [room]: a }) => a)({ outer: 1 }));",
  "computed key": "seen.push({ [room]: 1 });",
  "computed method": "seen.push({ [room]() { return 1; } }.outer());",
  "computed getter": "seen.push({ get [room]() { return 1; } }.outer);",
  "computed class member": "seen.push(new (class { [room]() { return 1; } })().outer());",
  "computed field": "seen.push(new (class { [room] = 1; })().outer);",
  "computed static field": "seen.push((class { static [room] = 1; }).outer);",
  shorthand: "seen.push({ room });",
  spread: "seen.push({ ...base.more }, [...room]);",
  "class heritage": "seen.push(new (class extends base.Base {})().kind());",
  "heritage that is called":
    "seen.push(new (class extends ((name) => class { n = name; })(room) {})().n);",
  "heritage of a declaration": "{ class A extends base.Base {} seen.push(new A().kind()); }",
  field: "seen.push(new (class { a = room; })().a);",
  "static field": "seen.push((class { static a = room; }).a);",
  "static block that uses it": "{ class A { static { seen.push(room); } } }",
  "private method":
    "seen.push(new (class { #a() { return room; } m() { return this.#a(); } })().m());",
  getter: "seen.push({ get a() { return room; } }.a);",
  "method of its name": "seen.push({ room() { return room; } }.room());",
  "value of its key": "seen.push({ room: room });",
  "class method": "seen.push(new (class { m() { return room; } })().m());",
  "for of": "for (const a of room) seen.push(a);",
  for: "for (let i = 0; i < room.length; i++) seen.push(i);",
  switch: "switch (room) { case room: seen.push(1); }",
  case: "switch ('outer') { case room: seen.push(1); }",
  throw: "try { throw room; } catch (error) { seen.push(error); }",
  typeof: "seen.push(typeof room, typeof nowhere);",
  "optional chaining": "seen.push(base?.more?.a, base.none?.(room));",
  "call of a member": "seen.push(base.self());",
  "tag of a member": "seen.push(base.self``);",
  new: "seen.push(new base.Base().kind());",
  element: "seen.push(base['more'].a, base[room]);",
  labelled: "here: { seen.push(room); break here; }",
  while: "while (room) { seen.push(1); break; }",
  nullish: "seen.push(base.none ?? room);",
};

const HEAD = `"use strict";
const room = "outer";
class Base { kind() { return "base"; } }
const base = { Base, more: { a: 1 }, name: "base", self() { return this.name; } };
`;

/** The ways to write the function that captures. */
const FUNCTIONS: Record<string, (body: string) => string> = {
  arrow: (body) => `async () => { ${body} }`,
  function: (body) => `async function () { ${body} }`,
  "named function": (body) => `async function room_() { ${body} }`,
  method: (body) => `({ async room(seen_) { ${body} } }).room`,
  "computed method": (body) => `({ async [(() => "m")()]() { ${body} } }).m`,
  "static method": (body) => `(class { static async m() { ${body} } }).m`,
  "class constructor": (body) =>
    `((C) => () => new C().seen)(class { constructor() { this.seen = (async () => { ${body} })(); } })`,
};

/** Each form that hides a name with this many uses, and each way to write a function too. */
const USES_OF_EACH = 5;

/** The forms that hide a name with uses of the captured one before and after it, all uses in turn. */
export function matrix(): string {
  const cells: string[] = [];
  const add = (name: string, form: (body: string) => string, ...statements: string[]) =>
    cells.push(
      `cells[${JSON.stringify(name)}] = ${form(`const seen = []; ${statements.join(" ")} return seen;`)};`,
    );
  const uses = Object.entries(USING);
  let next = 0;
  const someUses = () => Array.from({ length: USES_OF_EACH }, () => uses[next++ % uses.length]!);
  for (const [hiding, hide] of Object.entries(HIDING))
    for (const [using, use] of someUses())
      add(`${using} with ${hiding}`, FUNCTIONS.arrow!, use, hide, use);
  for (const [way, form] of Object.entries(FUNCTIONS))
    for (const [using, use] of someUses()) add(`${using} in ${way}`, form, use);
  return `${HEAD}const cells = {};\n${cells.join("\n")}\nexports.cells = cells;`;
}

export type Cells = Record<string, () => Promise<unknown[]>>;

/** Loads the matrix as Node.js loads a file of the program. */
export function loadMatrix(text: string): Cells {
  const path = join(__dirname, "generated.cjs");
  const loaded = new Module(path) as Module & { _compile(text: string, path: string): void };
  loaded.filename = path;
  loaded._compile(text, path);
  return (loaded.exports as { cells: Cells }).cells;
}
