// Runs in the thread of Node.js's loader: writes the path of each ES module of the program to file descriptor 3.
// A file counts as soon as it is imported, because one that does not compile is the one that will be fixed.
import { writeSync } from "node:fs";
import { fileURLToPath } from "node:url";

const reported = new Set();

export async function load(url, context, nextLoad) {
  if (url.startsWith("file:") && !url.includes("/node_modules/") && !reported.has(url)) {
    reported.add(url);
    writeSync(3, `${fileURLToPath(url)}\n`);
  }
  return nextLoad(url, context);
}
