import type { Found, Trap } from "./trap";

/** Objects that are more than their properties. */
export const OBJECT_TRAPS: Record<string, () => Trap> = {
  "a Map": () => {
    const seen = new Map([["a", 1]]);
    return { finds: hidden("seen", "a Map"), closure: () => seen.get("a") };
  },
  "a Map within an object": () => {
    const cache = { entries: [new Map([["a", 1]])] };
    return {
      finds: hidden("cache.entries[0]", "a Map"),
      closure: () => cache.entries[0]!.size,
    };
  },
  "a Set": () => {
    const seen = new Set([1]);
    return { finds: hidden("seen", "a Set"), closure: () => seen.has(1) };
  },
  "a WeakMap": () => {
    const seen = new WeakMap();
    return { finds: hidden("seen", "a WeakMap"), closure: () => seen.has({}) };
  },
  "a Date": () => {
    const start = new Date(0);
    return {
      finds: hidden(
        "start",
        "a Date",
        "Capture its time as a number, or create it inside callbackFactory.",
      ),
      closure: () => start.getTime(),
    };
  },
  "a Buffer": () => {
    const greeting = Buffer.from("hi");
    return {
      finds: hidden(
        "greeting",
        "a Buffer",
        "Capture it as a string, or create it inside callbackFactory.",
      ),
      closure: () => greeting.toString(),
    };
  },
  "a typed array": () => {
    const bytes = new Uint8Array([1, 2]);
    return { finds: hidden("bytes", "a Uint8Array"), closure: () => bytes.length };
  },
  "a TextEncoder": () => {
    const encoder = new TextEncoder();
    return { finds: hidden("encoder", "a TextEncoder"), closure: () => encoder.encode("a").length };
  },
  "a URL": () => {
    const home = new URL("https://example.com/");
    return { finds: hidden("home", "a URL"), closure: () => home.host };
  },
  "an AbortController": () => {
    const stop = new AbortController();
    return { finds: hidden("stop", "an AbortController"), closure: () => stop.signal.aborted };
  },
  "a Proxy": () => {
    const any = new Proxy({} as { a: number }, { get: () => 7 });
    return { finds: hidden("any", "a Proxy"), closure: () => any.a };
  },
  "a regular expression that has matched": () => {
    const letter = /a/g;
    letter.test("xa");
    const message =
      '"letter" is a regular expression that has matched already: it goes on at 2 here and starts at 0 at run time. Create it inside callbackFactory.';
    const finds = { rule: "regexp-position", name: "letter", message };
    return { finds, closure: () => letter.test("xa") };
  },
  "a symbol": () => {
    const mark = Symbol.for("mark");
    return {
      finds: symbol("mark", "Symbol(mark)"),
      closure: () => mark === Symbol.for("mark"),
    };
  },
  "an object with a symbol as key": () => {
    const marked = { [Symbol.for("mark")]: 1, other: 2 };
    return { finds: symbol("marked", "Symbol(mark)"), closure: () => Object.keys(marked) };
  },
  "a class with Symbol.asyncIterator": () => {
    class Pages {
      async *[Symbol.asyncIterator]() {
        yield await Promise.resolve(1);
      }
    }
    const finds = { ...symbol("Pages", "Symbol(Symbol.asyncIterator)"), line: "class Pages" };
    const closure = async () => (await new Pages()[Symbol.asyncIterator]().next()).value;
    return { finds, closure };
  },
  "a frozen object": () => {
    const fixed = Object.freeze({ a: 1 });
    const closure = () => Reflect.set(fixed, "b", 2);
    return { finds: changeable("fixed", "frozen"), closure };
  },
  "a frozen array": () => {
    const fixed = Object.freeze([1]);
    const closure = () => Reflect.set(fixed, 0, 2);
    return { finds: changeable("fixed", "frozen"), closure };
  },
  "a sealed object": () => {
    const fixed = Object.seal({ a: 1 });
    const closure = () => Object.isSealed(fixed);
    return { finds: changeable("fixed", "sealed"), closure };
  },
  "an object that cannot be extended": () => {
    const fixed = Object.preventExtensions({ a: 1 });
    const closure = () => Object.isExtensible(fixed);
    return { finds: changeable("fixed", "not extensible"), closure };
  },
  "a path through a circular object": () => {
    const node = { name: "a" } as { name: string; next: typeof node };
    node.next = node;
    const message =
      '"node.next.next" leads back to an object that is serialized in part: what comes after it is undefined at run time. Capture data that does not refer to itself.';
    const finds = { rule: "circular", name: "node.next.next", message };
    return { finds, closure: () => node.next.next.name };
  },
};

function hidden(name: string, kind: string, instead = "Create it inside callbackFactory."): Found {
  return {
    rule: "hidden-state",
    name,
    message: `"${name}" is ${kind}, whose content is not serialized: it throws when it is used. ${instead}`,
  };
}

function symbol(name: string, text: string): Found {
  return {
    rule: "symbol",
    name,
    message: `"${name}" holds ${text}, and a symbol is serialized as an object that equals nothing: it is not found, or throws a TypeError. Use a string, or create it inside callbackFactory.`,
  };
}

function changeable(name: string, state: string): Found {
  return {
    severity: "warning",
    rule: "frozen-object",
    name,
    message: `"${name}" is ${state} here and can be changed at run time. Create it inside callbackFactory.`,
  };
}
