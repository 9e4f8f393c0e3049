// Loaded into the program's process before Pulumi: spares Pulumi work that nobody sees. What it serializes and
// registers stays the same.
"use strict";
const { subscribe } = require("node:diagnostics_channel");
const { loadLater } = require("../load-later.cjs");
const { writeLongStrings } = require("../long-strings.cjs");
const { untraced } = require("../untraced.cjs");
const { onResolve } = require("./on-resolve.cjs");
const { NEEDS, reportLater } = require("./report.cjs");

// It finds the packages of closures that are shipped with whole ones. To load it takes a third of what Pulumi takes.
loadLater(["@npmcli/arborist"]);

/** Longer texts, which are bundles rather than functions, are not parsed beforehand. */
const MAX_LENGTH = 100_000;

const CHANGES = {
  "runtime/debuggable": (exports) => {
    if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) wrap(exports, "debuggablePromise", untraced);
  },
  // The engine is told where in the program each resource is made, with all that called it. The laptop does not show it.
  resource: (exports) => wrap(exports.Resource, "stackTrace", () => () => []),
  // Every resource and every function of a closure sends messages that the laptop does not show.
  "log/index": (exports) => wrap(exports, "debug", () => async () => undefined),
  // The functions that closures have in common are parsed for each of them, and once more before they are serialized.
  // Most of them will be the same in the next process, which parses them while it waits.
  "runtime/closure/parseFunction": (exports) => {
    const known = new Map();
    const told = new Set();
    wrap(exports, "parseFunction", (original) => {
      const parse = (text) => {
        if (!known.has(text)) known.set(text, original(text));
        return known.get(text);
      };
      subscribe("pulumi-laptop:expected", (texts) => texts.forEach(parse));
      return (text) => {
        if (text.length <= MAX_LENGTH && !told.has(text)) reportLater(NEEDS, { function: text });
        told.add(text);
        const [error, parsed] = parse(text);
        return [error, parsed && { ...parsed }];
      };
    });
  },
};

const PROTOBUF = /[\\/]google-protobuf[\\/]google-protobuf\.js$/;

onResolve((path) => {
  if (PROTOBUF.test(path)) writeLongStrings(require(path).BinaryWriter);
  const [, name] = /[\\/]@pulumi[\\/]pulumi[\\/](.*)\.js$/.exec(path) ?? [];
  if (name === undefined) return;
  const change = CHANGES[name.replaceAll("\\", "/")];
  if (change) change(require(path));
});

/** A version of Pulumi that has no such function is left as it is. */
function wrap(exports, name, around) {
  const original = exports[name];
  if (typeof original === "function") exports[name] = around(original);
}
