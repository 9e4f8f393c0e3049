// Other preloads report through this: one JSON object a line.
"use strict";
const { writeSync } = require("node:fs");

/** File descriptors of the program's process. `program-process.ts` knows them. */
exports.NEEDS = 3;
exports.CLOSURES = 4;

/** Waits while the pipe is full: the laptop may read more slowly than this writes. */
exports.report = (descriptor, record) => {
  let bytes = Buffer.from(`${JSON.stringify(record)}\n`);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(descriptor, bytes));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
};
