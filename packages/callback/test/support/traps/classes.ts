import { EventEmitter } from "node:events";
import type { Form } from "../in-lambda";
import type { Found, Trap } from "./trap";

// oxlint-disable-next-line typescript/no-require-imports -- compiled by nobody
const es2022 = require("../es2022.cjs") as Record<string, Form["closure"]>;
const ES2022 = "packages/callback/test/support/es2022.cjs";

/** Classes that are taken apart. */
export const CLASS_TRAPS: Record<string, () => Trap> = {
  "a class with field initialisers": () => ({
    finds: {
      rule: "field-initialisers",
      name: "Counter",
      message:
        'Class "Counter" gives initial values to fields (items), which are dropped: they are undefined at run time. Set "target": "ES2021" in tsconfig.json, or assign them in the constructor.',
      file: ES2022,
      line: "class Counter",
    },
    closure: es2022.fieldInitialiser!,
  }),
  "a class with #private members": () => ({
    finds: { ...withPrivate("Vault"), file: ES2022 },
    closure: es2022.privateMember!,
  }),
  "a class with #private members, compiled to ES2021": () => {
    class Safe {
      #code = 1;
      open() {
        return this.#code;
      }
    }
    return { finds: withPrivate("Safe"), closure: () => new Safe().open() };
  },
  "a class that extends Error": () => {
    class Refused extends Error {}
    const closure = () => [new Refused("no").message, new Refused("no") instanceof Error];
    return { finds: extending("Refused", "Error"), closure };
  },
  "an object of a class that extends Error": () => {
    class Refused extends Error {}
    const refused = new Refused("no");
    const closure = () => refused instanceof Refused;
    return { finds: extending("Refused", "Error"), closure };
  },
  "a class that extends Array": () => {
    class List extends Array<number> {}
    const closure = () => Array.isArray(new List());
    return { finds: extending("List", "Array"), closure };
  },
  "a class that extends EventEmitter": () => {
    class Bell extends EventEmitter {}
    const closure = () => new Bell().listenerCount("a");
    return { finds: extending("Bell", "EventEmitter"), closure };
  },
};

function withPrivate(name: string): Found {
  return {
    rule: "private-members",
    name,
    message: `Class "${name}" has private members (#code), which are serialized apart from it: the code throws at run time. Write "private" in place of #, or declare the class inside callbackFactory.`,
    line: `class ${name}`,
  };
}

function extending(name: string, base: string): Found {
  return {
    rule: "extends-builtin",
    name,
    message: `Class "${name}" extends ${base}, whose constructor does not run at run time: what ${base} would set up is missing. Declare the class inside callbackFactory.`,
    line: `class ${name}`,
  };
}
