import { EventEmitter } from "node:events";
import os, { EOL } from "node:os";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as sdk from "@aws-sdk/client-dynamodb";
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import type { Form, Serialized } from "./in-lambda";
import { phase, setPhase } from "./state";

/** A closure that Lambda runs otherwise than the program would. */
export interface Trap extends Form {
  /** Rule and name of the finding. */
  finds: [rule: string, name: string];
  isWarning?: boolean;
  /** What the program does after the closure was serialized. */
  later?: () => void;
  /** What is wrong without the finding, if it is not that the answer differs. */
  isWrong?: (serialized: Serialized, bundle: () => Promise<string>) => boolean | Promise<boolean>;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- compiled by nobody
const es2022 = require("./es2022.cjs") as Record<string, Form["closure"]>;

/** The traps by what is wrong; some need resources, so that Pulumi's mocks must have started. */
export const TRAPS: Record<string, () => Trap> = {
  "a let that a callback assigns to": () => {
    let calls = 0;
    return { finds: ["lost-state", "calls"], closure: () => ++calls };
  },
  "a let that a helper of the factory assigns to": () => {
    let calls = 0;
    const next = () => ++calls;
    return { finds: ["lost-state", "calls"], closure: () => () => next(), form: "factory" };
  },
  "a let that the factory shares with a helper": () => {
    let calls = 0;
    const read = () => calls;
    const closure = () => () => [++calls, read()];
    return { finds: ["lost-state", "calls"], closure, form: "factory" };
  },
  "a let that is assigned to later": () => {
    let url = "unknown";
    const later = () => {
      url = "wss://known";
    };
    return { finds: ["frozen-value", "url"], closure: () => url, later };
  },
  "an export that is assigned to later": () => ({
    finds: ["frozen-value", "phase"],
    closure: () => phase,
    later: () => setPhase("running"),
  }),
  "a variable with the name of a global": () => {
    const performance = "fast";
    return { finds: ["global-name", "performance"], closure: () => typeof performance };
  },

  "a class with field initialisers": () => ({
    finds: ["field-initialisers", "Counter"],
    closure: es2022.fieldInitialiser!,
  }),
  "a class with #private members": () => ({
    finds: ["private-members", "Vault"],
    closure: es2022.privateMember!,
  }),
  "a class with #private members, compiled to ES2021": () => {
    class Safe {
      #code = 1;
      open() {
        return this.#code;
      }
    }
    return { finds: ["private-members", "Safe"], closure: () => new Safe().open() };
  },
  "a class that extends Error": () => {
    class Refused extends Error {}
    const closure = () => [new Refused("no").message, new Refused("no") instanceof Error];
    return { finds: ["extends-builtin", "Refused"], closure };
  },
  "an object of a class that extends Error": () => {
    class Refused extends Error {}
    const refused = new Refused("no");
    const closure = () => refused instanceof Refused;
    return { finds: ["extends-builtin", "Refused"], closure };
  },
  "a class that extends Array": () => {
    class List extends Array<number> {}
    const closure = () => Array.isArray(new List());
    return { finds: ["extends-builtin", "List"], closure };
  },
  "a class that extends EventEmitter": () => {
    class Bell extends EventEmitter {}
    const closure = () => new Bell().listenerCount("a");
    return { finds: ["extends-builtin", "Bell"], closure };
  },

  "a Map": () => {
    const seen = new Map([["a", 1]]);
    return { finds: ["hidden-state", "seen"], closure: () => seen.get("a") };
  },
  "a Map within an object": () => {
    const cache = { entries: [new Map([["a", 1]])] };
    return { finds: ["hidden-state", "cache.entries[0]"], closure: () => cache.entries[0]!.size };
  },
  "a Set": () => {
    const seen = new Set([1]);
    return { finds: ["hidden-state", "seen"], closure: () => seen.has(1) };
  },
  "a WeakMap": () => {
    const seen = new WeakMap();
    return { finds: ["hidden-state", "seen"], closure: () => seen.has({}) };
  },
  "a Date": () => {
    const start = new Date(0);
    return { finds: ["hidden-state", "start"], closure: () => start.getTime() };
  },
  "a Buffer": () => {
    const greeting = Buffer.from("hi");
    return { finds: ["hidden-state", "greeting"], closure: () => greeting.toString() };
  },
  "a typed array": () => {
    const bytes = new Uint8Array([1, 2]);
    return { finds: ["hidden-state", "bytes"], closure: () => bytes.length };
  },
  "a TextEncoder": () => {
    const encoder = new TextEncoder();
    return { finds: ["hidden-state", "encoder"], closure: () => encoder.encode("a").length };
  },
  "a URL": () => {
    const home = new URL("https://example.com/");
    return { finds: ["hidden-state", "home"], closure: () => home.host };
  },
  "an AbortController": () => {
    const stop = new AbortController();
    return { finds: ["hidden-state", "stop"], closure: () => stop.signal.aborted };
  },
  "a Proxy": () => {
    const any = new Proxy({} as { a: number }, { get: () => 7 });
    return { finds: ["hidden-state", "any"], closure: () => any.a };
  },
  "a regular expression that has matched": () => {
    const letter = /a/g;
    letter.test("xa");
    return { finds: ["regexp-position", "letter"], closure: () => letter.test("xa") };
  },
  "a symbol": () => {
    const mark = Symbol.for("mark");
    return { finds: ["symbol", "mark"], closure: () => mark === Symbol.for("mark") };
  },
  "an object with a symbol as key": () => {
    const marked = { [Symbol.for("mark")]: 1, other: 2 };
    return { finds: ["symbol", "marked"], closure: () => Object.keys(marked) };
  },
  "a class with Symbol.asyncIterator": () => {
    class Pages {
      async *[Symbol.asyncIterator]() {
        yield await Promise.resolve(1);
      }
    }
    const closure = async () => (await new Pages()[Symbol.asyncIterator]().next()).value;
    return { finds: ["symbol", "Pages"], closure };
  },
  "a frozen object": () => {
    const fixed = Object.freeze({ a: 1 });
    const closure = () => Reflect.set(fixed, "b", 2);
    return { finds: ["frozen-object", "fixed"], isWarning: true, closure };
  },
  "a frozen array": () => {
    const fixed = Object.freeze([1]);
    const closure = () => Reflect.set(fixed, 0, 2);
    return { finds: ["frozen-object", "fixed"], isWarning: true, closure };
  },
  "a sealed object": () => {
    const fixed = Object.seal({ a: 1 });
    const closure = () => Object.isSealed(fixed);
    return { finds: ["frozen-object", "fixed"], isWarning: true, closure };
  },
  "a path through a circular object": () => {
    const node = { name: "a" } as { name: string; next: typeof node };
    node.next = node;
    return { finds: ["circular", "node.next.next"], closure: () => node.next.next.name };
  },

  "the configuration": () => {
    const config = new pulumi.Config();
    return { finds: ["pulumi-api", "config"], closure: () => config.get("greeting") };
  },
  "new pulumi.Config": () => ({
    finds: ["pulumi-api", "pulumi.Config"],
    closure: () => new pulumi.Config().get("greeting"),
  }),
  "pulumi.getStack": () => ({
    finds: ["pulumi-api", "pulumi.getStack"],
    closure: () => pulumi.getStack(),
  }),
  "pulumi.interpolate": () => ({
    finds: ["pulumi-api", "pulumi.interpolate"],
    closure: () => typeof pulumi.interpolate`${1}`,
  }),
  "a class of resources": () => ({
    finds: ["pulumi-api", "dynamodb.Table"],
    closure: () => typeof dynamodb.Table,
  }),
  "a whole resource": () => {
    const table = tableNamed("whole");
    return {
      finds: ["whole-resource", "table"],
      isWarning: true,
      closure: () => Object.keys(table).length,
      isWrong: ({ text }) => text!.length > 10_000,
    };
  },
  "a secret output": () => {
    const token = new pulumi.Config().requireSecret("token");
    return {
      finds: ["secret", "token"],
      closure: () => token.get(),
      isWrong: ({ text }) => text!.includes("hush"),
    };
  },
  "a secret output within an object": () => {
    const keys = { api: { token: new pulumi.Config().requireSecret("token") } };
    return {
      finds: ["secret", "keys.api.token"],
      closure: () => keys.api.token.get(),
      isWrong: ({ text }) => text!.includes("hush"),
    };
  },

  "a method that uses its own name": () => {
    const list = () => [1];
    const store = { list: () => [2], all: { list: function () {} as () => unknown } };
    store.all = {
      list() {
        return list();
      },
    };
    return { finds: ["method-name", "list"], closure: () => store.all.list() };
  },
  "a label": () => ({
    finds: ["label", "rows"],
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
    return { finds: ["captured-this", "this"], closure: () => timer.read() };
  },
  "a function bound to an object": () => {
    const read = function (this: { n: number }) {
      return this.n;
    }.bind({ n: 1 });
    return { finds: ["bound-function", "read"], closure: () => read() };
  },
  "a bound function that captures": () => {
    const base = 5;
    const add = ((n: number) => n + base).bind(null, 1);
    return { finds: ["bound-function", "add"], closure: () => add() };
  },
  "a native function": () => {
    const most = Math.max.bind(null, 1);
    return { finds: ["native-function", "most"], closure: () => most(2) };
  },
  "an object with native functions": () => {
    const format = new Intl.NumberFormat("en");
    return { finds: ["native-function", "format.format"], closure: () => format.format(1000) };
  },

  "an SDK client": () => {
    const client = new DynamoDBClient({ region: "us-east-1" });
    return { finds: ["package-object", "client"], closure: () => client.config.region() };
  },
  "an SDK client that sends": () => {
    const client = new DynamoDBClient({ region: "us-east-1" });
    const closure = () => typeof client.send.bind(client).call;
    return { finds: ["package-object", "client"], closure };
  },
  "a namespace import of the SDK": () => ({
    finds: ["namespace-copy", "sdk"],
    closure: () => new sdk.PutItemCommand({ TableName: "t", Item: {} }).input.TableName,
  }),
  "a default import of Node beside named ones": () => ({
    finds: ["default-import", "os"],
    closure: () => os.EOL + EOL,
  }),
  "a default import of Node, as esbuild compiles it": () => ({
    finds: ["default-import", "os"],
    closure: es2022.defaultImport!,
  }),
  "a package that is not installed": () => ({
    finds: ["missing-package", "not-installed"],
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a form of its own
    closure: () => require("not-installed") as unknown,
    isWrong: (_serialized, bundle) => isRefused(bundle),
  }),
  "a package that is not a dependency": () => ({
    finds: ["unlisted-package", "yaml"],
    isWarning: true,
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a form of its own
    closure: () => typeof (require("yaml") as { parse: unknown }).parse,
  }),
  "a file of the program, required inside": () => ({
    finds: ["local-require", "./state"],
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a form of its own
    closure: () => (require("./state") as { phase: string }).phase,
    isWrong: (_serialized, bundle) => isRefused(bundle),
  }),
};

function tableNamed(name: string): dynamodb.Table {
  return new dynamodb.Table(name, { hashKey: "id", attributes: [{ name: "id", type: "S" }] });
}

function isRefused(bundle: () => Promise<string>): Promise<boolean> {
  return bundle().then(
    () => false,
    () => true,
  );
}
