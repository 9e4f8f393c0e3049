import { deepEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { bundled, callInNewProcess } from "../support/closure";
import { ownHash } from "../support/closures/own-crypto";

// What a closure may capture. Plain functions and data, as they stand in the program.
const base = -5;
const text = 'a "quoted"\nline';
const graph: { list: unknown[]; same?: object; add: (x: number) => number } = {
  list: [1, , [2, { "quoted key": true }], null],
  add: (x) => x + base,
};
graph.same = graph.list;
const account = {
  balance: 1,
  pay(amount: number) {
    return (this.balance += amount);
  },
  get rich() {
    return this.balance > 2;
  },
};

function isEven(n: number): boolean {
  return n === 0 || isOdd(n - 1);
}

function isOdd(n: number): boolean {
  return n !== 0 && isEven(n - 1);
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

async function* countdown(from: number): AsyncGenerator<number> {
  for (let i = from; i > 0; i--) yield i + base;
}

function* squares(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i * i + base;
}

function withDefaults(a: number, b = base, { c = a, ...rest }: Record<string, number> = {}) {
  return { a, b, c, rest };
}

function countArguments(..._: unknown[]) {
  return arguments.length + base;
}

function assignsItsOwn(a: number) {
  let b: number;
  let sum = base;
  [b, a] = [a, 7];
  for (const x of [a, b]) sum += x;
  return [a, b, sum];
}

function shadows(base: number) {
  const text = "own";
  return `${text} ${base}`;
}

function Point(this: { x: number }, x: number) {
  this.x = x + base;
}

const object = (x: number) => ({ x, base });
const delayed = async (x: number) => (await Promise.resolve(x)) + base;
const colour = () => process.env.COLOUR;

/** Factories with the arguments of a call, by what they capture. */
const FORMS: Record<string, [factory: () => (...args: never[]) => unknown, ...args: unknown[]]> = {
  "functions that call each other": [() => (n: number) => [isEven(n), isOdd(n)], 7],
  "a function that calls itself": [() => (n: number) => factorial(n), 5],
  "an async generator": [
    () => async (from: number) => {
      const numbers = [];
      for await (const number of countdown(from)) numbers.push(number);
      return numbers;
    },
    3,
  ],
  "a generator": [() => (n: number) => [...squares(n)], 4],
  "default parameters and patterns": [
    () => () => [withDefaults(1), withDefaults(1, 2, { c: 3, d: 4 })],
  ],
  "an arrow function with an expression body": [() => object, 2],
  "an async arrow function": [() => delayed, 2],
  "constants, negative and quoted": [() => () => [base, text]],
  "an object graph with a shared part, a hole and a function": [
    () => () => [graph, graph.same === graph.list, 1 in graph.list, graph.add(1)],
  ],
  "an object with a method and a getter": [
    () => () => [account.pay(1), account.pay(1), account.rich],
  ],
  "a function that uses arguments": [() => () => countArguments("a", "b")],
  "a function that assigns its own variables": [() => (a: number) => assignsItsOwn(a), 3],
  "a function whose names hide captured ones": [() => (n: number) => shadows(n), 3],
  "a constructor function": [
    () => () => new (Point as unknown as new (x: number) => { x: number })(3).x,
  ],
  "a built-in module": [
    () => (message: string) => createHash("sha256").update(message).digest("hex"),
    "hello",
  ],
  "a name that is a built-in module elsewhere": [
    () => (message: string) => [ownHash(message), createHash("md5").update(message).digest("hex")],
    "hello",
  ],
  "functions made in the factory": [
    () => {
      const third = Math.floor(3.5);
      const add = (a: number) => (b: number) => a + b + third + base;
      return (x: number) => add(x)(1);
    },
    2,
  ],
};

describe("A bundled closure answers as the live one does, capturing", () => {
  for (const [form, [factory, ...args]] of Object.entries(FORMS)) {
    it(form, async () => {
      const [answer] = await callInNewProcess(await bundled(factory), [args]);
      const live = await factory()(...(args as never[]));
      deepEqual(answer, JSON.parse(JSON.stringify(live)));
    });
  }

  it("environment variables, which it reads where it runs", async () => {
    const code = await bundled(() => () => colour());
    deepEqual(await callInNewProcess(code, [[]], { COLOUR: "red" }), ["red"]);
  });
});
