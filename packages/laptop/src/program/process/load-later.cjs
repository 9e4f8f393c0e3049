// Loads some packages when Pulumi first uses them, instead of when it is loaded itself.
"use strict";
const Module = require("node:module");

/**
 * @param names the packages: CommonJS modules that Pulumi imports whole, `import x from` or `import * as x from`.
 */
exports.loadLater = (names) => {
  const later = new Set(names);
  const load = Module._load;
  Module._load = function (request, parent, ...rest) {
    const now = () => load.call(this, request, parent, ...rest);
    if (!later.has(request) || !/[\\/]@pulumi[\\/]pulumi[\\/]/.test(parent?.filename)) return now();
    return new Proxy({}, { get: (_, name) => name === "__esModule" || exportOf(now(), name) });
  };
};

function exportOf(module, name) {
  return name === "default" && !module.__esModule ? module : module[name];
}
