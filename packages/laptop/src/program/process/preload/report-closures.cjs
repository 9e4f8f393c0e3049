// Loaded into the program's process before Pulumi: writes what pulumi-callback reports of each closure to file
// descriptor 4, one JSON object a line.
"use strict";
const { subscribe } = require("node:diagnostics_channel");
const { writeSync } = require("node:fs");

subscribe("pulumi-callback:closure", (report) => {
  const { name, place, captured, findings, code, sourceMap, metafile } = report;
  const outputs = Object.values(metafile?.outputs ?? {});
  const parts = Object.entries(outputs.find(({ entryPoint }) => entryPoint)?.inputs ?? {});
  const inputs = Object.fromEntries(
    parts.map(([path, { bytesInOutput }]) => [path, bytesInOutput]),
  );
  const record = { name, place, captured, findings, code, sourceMap, inputs };
  writeAll(Buffer.from(`${JSON.stringify(record)}\n`));
});

/** Waits while the pipe is full: the laptop may read more slowly than this writes. */
function writeAll(bytes) {
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(4, bytes));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
