import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measure } from "./measure";
import { nodeBinary } from "../../node-binary";
import { GOALS, linesOf, tableOf } from "./report";
import { variants } from "./variants";

/** The major version of the function's runtime. */
const NODE_MAJOR = 24;

const FOLDER = join(__dirname, "../../..");
const CACHE_FOLDER = join(FOLDER, "node_modules/.cache/cold-start");

/** Compares the cold start of the program's function with that of the same handlers, made otherwise. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: "string", default: "15" }, json: { type: "boolean" } },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds "${values.rounds}" is not a number of rounds. Give 1 or more.`);
  process.chdir(FOLDER); // Pulumi packs what the package in the current folder depends on.
  const node = nodeBinary(NODE_MAJOR);
  const compared = await variants(FOLDER, NODE_MAJOR);
  const figures = await measure(compared, { node, rounds, folder: join(CACHE_FOLDER, "variants") });
  const lines = linesOf(compared, figures);
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  if (values.json) {
    console.log(JSON.stringify({ node: version, rounds, goals: GOALS, variants: lines }, null, 2));
    return;
  }
  console.log(`Cold start on Node.js ${version}, medians of ${rounds} fresh processes each.

${tableOf(lines)}

KB     as it is, each file gzipped, and the zip file that is uploaded
load   from the start of the process until the handler is loaded and its clients are constructed
all    load, then the first write and the first two posts, to services on loopback
cpu    what the processor spent until then, in all threads: what else the machine does counts less
+ ms   more than an empty handler takes; ratio: of the default's`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
