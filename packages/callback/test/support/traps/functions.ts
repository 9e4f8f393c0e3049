import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Found, Trap } from "./trap";

/** Functions whose text is not all that they are. */
export const FUNCTION_TRAPS: Record<string, () => Trap> = {
  "a method that uses its own name": () => {
    const list = () => [1];
    const store = { list: () => [2], all: { list: function () {} as () => unknown } };
    store.all = {
      list() {
        return list();
      },
    };
    const message =
      '"list" is used inside a method of the same name, which hides it once serialized: a ReferenceError at run time. Rename one of the two.';
    const finds = { rule: "method-name", name: "list", message, line: "list() {" };
    return { finds, closure: () => store.all.list() };
  },
  "a label": () => ({
    finds: {
      rule: "label",
      name: "rows",
      message:
        'Label "rows" cannot be serialized. Move the loop into a function and leave it with return.',
    },
    closure: () => {
      let found = 0;
      rows: for (const row of [1, 2]) {
        for (const column of [1, 2]) {
          if (column > row) continue rows;
          found++;
        }
      }
      return found;
    },
  }),
  "an arrow function that uses this": () => {
    class Timer {
      ticks = 4;
      read = () => this.ticks;
    }
    const timer = new Timer();
    const message =
      'An arrow function uses "this" of the code around it, which cannot be serialized. Assign what it needs to a const outside, and use that.';
    const finds = { rule: "captured-this", name: "this", message, line: "read = ()" };
    return { finds, closure: () => timer.read() };
  },
  "a method whose computed name calls a function": () => {
    const nameOf = (name: string) => name;
    const store: Record<string, () => number> = {
      [nameOf("count")]() {
        return 1;
      },
    };
    const message =
      '"store.count" cannot be serialized: the function could not be parsed: Identifier expected. Declare it as a function with a name of its own.';
    const finds = { rule: "unreadable", name: "store.count", message, line: '[nameOf("count")]' };
    return { finds, closure: () => store.count!() };
  },
  "a function bound to an object": () => {
    const read = function (this: { n: number }) {
      return this.n;
    }.bind({ n: 1 });
    const message =
      '"read" is bound to an object, which is undefined at run time: only plain values stay bound. Write a function that calls it: (...rest) => method(object, ...rest).';
    const finds = { rule: "bound-function", name: "read", message };
    return { finds, closure: () => read() };
  },
  "a bound function that captures": () => {
    const base = 5;
    const add = ((n: number) => n + base).bind(null, 1);
    const message =
      '"add" is a bound function, whose variables cannot be serialized. Write a function that calls it: (...rest) => method(object, ...rest).';
    const finds = { rule: "bound-function", name: "add", message };
    return { finds, closure: () => add() };
  },
  "a native function": () => {
    const most = Math.max.bind(null, 1);
    return { finds: native("most"), closure: () => most(2) };
  },
  "an object with native functions": () => {
    const format = new Intl.NumberFormat("en");
    return { finds: native("format.format"), closure: () => format.format(1000) };
  },
  "an SDK client": () => {
    const client = new DynamoDBClient({ region: "us-east-1" });
    return { finds: sdkClient("client"), closure: () => client.config.region() };
  },
  "an SDK client that sends": () => {
    const client = new DynamoDBClient({ region: "us-east-1" });
    const closure = () => typeof client.send.bind(client).call;
    return { finds: sdkClient("client"), closure };
  },
};

function native(name: string): Found {
  return {
    rule: "native-function",
    name,
    message: `"${name}" is native code, which cannot be serialized. Create it inside callbackFactory.`,
  };
}

function sdkClient(name: string): Found {
  return {
    rule: "package-object",
    name,
    message: `"${name}" is an object of class DynamoDBClient of package "@aws-sdk/client-dynamodb", which cannot be serialized. Create it inside callbackFactory.`,
  };
}
