import { createHash } from "node:crypto";
import * as crypto from "node:crypto";
import { EventEmitter } from "node:events";
import os from "node:os";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import * as pulumi from "@pulumi/pulumi";
import packageJson from "../../package.json";
import type { Form } from "./in-lambda";
import { parseInteger } from "./integers";
import * as integers from "./integers";

/** Forms of capture that work: nothing is reported of them, and Lambda does what the program does. */
export const FORMS: Record<string, Form & { expected?: string }> = {};

function works(name: string, closure: Form["closure"], more: object = {}): void {
  FORMS[name] = { closure, ...more };
}

const text = "text";
const numbers = {
  zero: -0,
  none: NaN,
  most: Infinity,
  least: -Infinity,
  big: 12345678901234567890n,
};
const nothing = { undefined: undefined, null: null };
works("strings", () => text);
works("special numbers", () => [
  numbers.zero,
  numbers.none,
  numbers.most,
  numbers.least,
  numbers.big,
]);
works("undefined and null", () => nothing);

const settings = { limits: { connections: 5 }, names: ["a", "b"], unused: new Map() };
const nested = { list: [{ a: [1, [2]] }], deep: { er: { est: true } } };

const sparse = [1, , 3];
const bare = Object.assign(Object.create(null), { a: 1 }) as { a: number };
const tuple = ["a", 1] as const;
works("a property of an object that cannot be serialized whole", () => settings.limits.connections);
works("nested objects and arrays", () => nested);
works("sparse arrays", () => [sparse.length, 1 in sparse]);
works("objects without a prototype", () => [bare.a, Object.getPrototypeOf(bare) as unknown]);
works("constant tuples", () => tuple[0]);
works("one object in two functions", () => [
  readShared() === shared,
  (shared.n += 1),
  readShared().n,
]);
const shared = { n: 1 };
function readShared() {
  return shared;
}

const ring: { name: string; next?: unknown } = { name: "ring" };
ring.next = ring;
works("circular objects captured whole", () => {
  const all = ring as { next: { next: { name: string } } };
  return all.next.next.name;
});

const pattern = /^[a-z]+$/i;
const everywhere = /a/g;
works("regular expressions", () => pattern.test("Abc"));
works("regular expressions that have not matched yet", () => [
  everywhere.test("xa"),
  everywhere.lastIndex,
]);

const lazy = {
  get now() {
    return 5;
  },
  set next(_value: number) {},
};
works("accessors", () => lazy.now);
const iterable = {
  *[Symbol.iterator]() {
    yield* [1, 2];
  },
};
works("objects with Symbol.iterator", () => [...iterable]);

enum Colour {
  Red = "red",
  Green = "green",
}
enum Level {
  Low,
  High,
}
works("enums", () => [Colour.Green, Level.High, Level[0]]);

const double = (n: number) => n * 2;
function isEven(n: number): boolean {
  return n === 0 || isOdd(n - 1);
}
function isOdd(n: number): boolean {
  return n !== 0 && isEven(n - 1);
}
function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
const add = (a: number) => (b: number) => a + b;
const addTwo = add(2);
function withDefault(n = text.length) {
  return n;
}
works("arrow functions", () => double(2));
works("mutual recursion", () => [isEven(10), isOdd(7)]);
works("recursion", () => factorial(5));
works("functions that captured", () => addTwo(3));
works("defaults that capture", () => withDefault());
works("rest and destructured parameters", () =>
  (({ a, ...rest }: Record<string, number>) => [a, rest])({ a: 1, b: 2 }),
);
const tagged = Object.assign(() => tagged.label, { label: "tag" });
works("functions with properties", () => tagged());
const bound = function (a: number, b: number) {
  return a + b;
}.bind(null, 2);
works("functions bound to plain values", () => bound(3));
const methods = {
  prefix: ">",
  show(value: string) {
    return this.prefix + value;
  },
};
works("methods that use this", () => methods.show("a"));
const listAll = () => [1];
const store = { list: () => listAll(), other: () => store.list() };
works("methods in arrow form", () => store.other());

async function later(value: number) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return value;
}
function* count() {
  yield* [1, 2];
}
async function* pages() {
  yield await later(1);
  yield 2;
}
works("async functions", () => later(3));
works("generators", () => [...count()]);
works("async generators", async () => {
  const seen = [];
  for await (const page of pages()) seen.push(page);
  return seen;
});
works("promises", () => promise);
const promise = Promise.resolve({ a: 1 });

class Shape {
  static made = 0;
  protected sides = 0;
  constructor(readonly name: string) {
    Shape.made++;
  }
  get title() {
    return this.name.toUpperCase();
  }
  describe() {
    return `${this.title} ${this.sides}`;
  }
  static of(name: string) {
    return new this(name);
  }
}
class Square extends Shape {
  protected override sides = 4;
  override describe() {
    return `${super.describe()}!`;
  }
}
const square = new Square("box");
works("classes", () => Shape.of("a").describe());
works("class hierarchies with super and fields", () => new Square("a").describe());
works("objects of classes", () => [square.describe(), square instanceof Shape]);
const failure = new TypeError("wrong");
works("errors", () => [failure.message, failure instanceof TypeError]);

works("named imports of Node", () => createHash("md5").update("a").digest("hex"));
works("namespace imports of Node", () => crypto.createHash("md5").update("a").digest("hex"));
works("default imports of Node", () => os.EOL);
works("classes of Node", () => new EventEmitter().listenerCount("a"));
works("require and import inside", async () => {
  // oxlint-disable-next-line typescript/no-require-imports -- a form of its own
  const path = require("node:path") as { sep: string };
  return [path.sep, (await import("node:path")).posix.sep];
});
works("named imports of a package", () => new PutItemCommand({ TableName: "t", Item: {} }).input);
works("JSON modules", () => packageJson.license);
works("named imports of a local module", () => parseInteger("5"));
works("namespace imports of a local module", () => integers.parseInteger("6"));
works("globals", () => [typeof Buffer, typeof fetch, JSON.stringify([1]), process.argv.length > 0]);

works("outputs", () => output.get(), { expected: "[ 'known', 'known' ]" });
const output = pulumi.output("known");

works(
  "a factory with state of its own",
  () => {
    let calls = 0;
    const seen = new Map<number, string>();
    return () => {
      seen.set(++calls, "seen");
      return [calls, seen.size];
    };
  },
  { form: "factory" },
);
let invocations = 0;
works("state around a factory that nothing else uses", () => () => ++invocations, {
  form: "factory",
});
let limit = 1;
for (const step of [1, 2]) limit += step;
[3].forEach((step) => (limit += step));
works("variables that were assigned to before", () => limit);
works("loops with labels", () => {
  const seen = [];
  rows: for (const a of [1, 2]) {
    for (const b of [1, 2]) {
      if (b > a) continue rows;
      seen.push(b);
    }
  }
  return seen;
});
works("classes inside the closure, of any kind", () => {
  class Refused extends Error {
    readonly #code = 7;
    attempts = [1];
    read() {
      return [this.#code, this.message, this.attempts];
    }
  }
  return new Refused("no").read();
});
works("shadowed names that are assigned to", () => {
  let limit = 7;
  limit += 1;
  return limit;
});
works("globals under the name of a method", () => ({ fetch: () => typeof fetch }).fetch());
