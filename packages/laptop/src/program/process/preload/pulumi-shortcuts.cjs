// Loaded into the program's process before Pulumi: spares Pulumi work that nobody sees. What it serializes and
// registers stays the same.
"use strict";
const { onResolve } = require("./on-resolve.cjs");

const CHANGES = {
  // Each promise of the runtime keeps its stack trace, translated line by line, for a report that is printed only
  // with this variable.
  debuggable: (exports) => {
    if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) return;
    wrap(exports, "debuggablePromise", (original) => (...args) => {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 0;
      try {
        return original(...args);
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
      }
    });
  },
  // The functions that closures have in common are parsed for each of them, and once more before they are serialized.
  parseFunction: (exports) => {
    const known = new Map();
    wrap(exports, "parseFunction", (original) => (text) => {
      if (!known.has(text)) known.set(text, original(text));
      const [error, parsed] = known.get(text);
      return [error, parsed && { ...parsed }];
    });
  },
};

onResolve((path) => {
  const [, name] =
    /[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/](?:closure[\\/])?(debuggable|parseFunction)\.js$/.exec(
      path,
    ) ?? [];
  if (name) CHANGES[name](require(path));
});

/** A version of Pulumi that has no such function is left as it is. */
function wrap(exports, name, around) {
  const original = exports[name];
  if (typeof original === "function") exports[name] = around(original);
}
