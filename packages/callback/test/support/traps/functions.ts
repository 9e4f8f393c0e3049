import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Form } from "../in-lambda";
import type { Found, Trap } from "./trap";

// oxlint-disable-next-line typescript/no-require-imports -- compiled by nobody
const plain = require("../es2022.cjs") as Record<string, Form["closure"]>;
const PLAIN = "packages/callback/test/support/es2022.cjs";

/** Functions whose text is not all that they are. */
export const FUNCTION_TRAPS: Record<string, () => Trap> = {
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
  "a name that is declared nowhere": () => ({
    finds: {
      rule: "unknown-name",
      name: "nowhere",
      message:
        '"nowhere" is not declared where the function is written: a ReferenceError at run time. Import or declare it, or write globalThis.nowhere if the run time has it.',
      file: PLAIN,
      line: "undeclaredName =",
    },
    closure: plain.undeclaredName!,
    isWrong: ({ text }) => text === undefined,
  }),
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
