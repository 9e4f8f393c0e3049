// Runs in the thread of Node.js's loader: reports each ES module of the program.
// A file counts as soon as it is imported, because one that does not compile is the one that will be fixed.
import { fileURLToPath } from "node:url";
import { NEEDS, report } from "./report.cjs";

const reported = new Set();

export async function load(url, context, nextLoad) {
  if (url.startsWith("file:") && !url.includes("/node_modules/") && !reported.has(url)) {
    reported.add(url);
    report(NEEDS, { file: fileURLToPath(url) });
  }
  return nextLoad(url, context);
}
