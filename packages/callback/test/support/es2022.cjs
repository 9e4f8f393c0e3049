// Code as compilers write it for ES2022, and as tsx and esbuild import; ts-node compiles to ES2021.
"use strict";

class Counter {
  items = [];
  add(item) {
    this.items.push(item);
    return this.items.length;
  }
}
exports.fieldInitialiser = () => new Counter().add("a");

class Declared {
  name;
  constructor(name) {
    this.name = name;
  }
}
exports.declaredField = () => new Declared("alice").name;

class Vault {
  #code = 1234;
  open() {
    return this.#code;
  }
}
exports.privateMember = () => new Vault().open();

class Defaults {
  static limit = 3;
  static {
    this.more = 4;
  }
  static sum() {
    return this.limit + this.more;
  }
}
exports.staticMembers = () => Defaults.sum();

// esbuild's __toESM(require("node:os")), in short.
const os = require("node:os");
const import_node_os = Object.defineProperty({}, "default", { value: os, enumerable: true });
for (const key of Object.getOwnPropertyNames(os))
  Object.defineProperty(import_node_os, key, { get: () => os[key], enumerable: true });
exports.defaultImport = () => import_node_os.default.EOL;
exports.namedImport = () => import_node_os.EOL;

exports.undeclaredName = () => nowhere;
