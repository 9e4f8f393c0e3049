// Loads some packages when Pulumi first uses them, instead of when it is loaded itself.
"use strict";
const { LATER, onResolve } = require("./preload/on-resolve.cjs");

/**
 * @param names the packages: CommonJS modules that Pulumi imports whole, `import x from` or `import * as x from`.
 */
exports.loadLater = (names) => {
  onResolve((path, name, parent) => {
    const isPulumis = /[\\/]@pulumi[\\/]pulumi[\\/]/.test(parent?.filename);
    if (!isPulumis || !names.includes(name) || path in require.cache) return undefined;
    const get = (_, key) => key === "__esModule" || exportOf(require(path), key);
    const exports = new Proxy({}, { get });
    // Node.js finds it in place of the module, once: others get the module.
    require.cache[path] = {
      loaded: true,
      get exports() {
        delete require.cache[path];
        return exports;
      },
    };
    return LATER;
  });
};

function exportOf(module, name) {
  return name === "default" && !module.__esModule ? module : module[name];
}
