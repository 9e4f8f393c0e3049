// Other preloads report through this: one JSON object a line.
"use strict";
const { writeSync } = require("node:fs");

/** File descriptors of the program's process. `program-process.ts` knows them. */
exports.NEEDS = 3;
exports.CLOSURES = 4;

/** What may be written later, by descriptor: a write takes longer than making a line. */
const waiting = new Map();

exports.report = (descriptor, record) => {
  write(descriptor, `${takeWaiting(descriptor)}${lineOf(record)}`);
};

/** Reports with what comes next, or when the process ends: lost if it is killed. */
exports.reportLater = (descriptor, record) => {
  waiting.set(descriptor, (waiting.get(descriptor) ?? "") + lineOf(record));
};

process.on("exit", () => {
  for (const descriptor of waiting.keys()) write(descriptor, takeWaiting(descriptor));
});

function lineOf(record) {
  return `${JSON.stringify(record)}\n`;
}

function takeWaiting(descriptor) {
  const lines = waiting.get(descriptor) ?? "";
  waiting.delete(descriptor);
  return lines;
}

/** Waits while the pipe is full: the laptop may read more slowly than this writes. */
function write(descriptor, text) {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(descriptor, bytes));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
