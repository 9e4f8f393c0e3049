import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY, withBlock } from "../docs/page";
import { COMBINATIONS, type Combination } from "./combinations";
import { answerTo, closuresIn, install, type Versions } from "./trial";

const PAGE = "docs/compatibility.md";

interface Row {
  node: number;
  versions: Versions;
  result: string;
  isGood: boolean;
}

/**
 * Tries the packages with each combination of versions, prints the results and writes them to docs/compatibility.md.
 * Ends with code 1 if one fails.
 *
 *     npm run compat
 */
async function main(): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), "compat-"));
  try {
    const tarballs = ["callback", "laptop"].map((name) => pack(name, parent));
    const rows: Row[] = [];
    for (const combination of COMBINATIONS) {
      const row = await rowOf(combination, mkdtempSync(join(parent, "program-")), tarballs);
      console.log(cellsOf(row).join("  "));
      rows.push(row);
    }
    const bundles = new Set(rows.filter(({ isGood }) => isGood).map(({ result }) => result));
    if (bundles.size > 1) throw new Error("The bundles differ: they must be the same everywhere.");
    writeFileSync(join(REPOSITORY, PAGE), await withBlock(PAGE, "versions", tableOf(rows)));
    if (rows.some(({ isGood }) => !isGood)) process.exitCode = 1;
  } finally {
    rmSync(parent, { recursive: true });
  }
}

async function rowOf(
  combination: Combination,
  folder: string,
  tarballs: readonly string[],
): Promise<Row> {
  const { node, packages } = combination;
  let versions = packages;
  try {
    versions = await install(folder, combination, tarballs);
    const closures = await closuresIn(folder, node);
    const answer = await answerTo("hello", folder, node);
    if (answer !== "You said hello") throw new Error(`"hello" is answered with "${answer}".`);
    return { node, versions, result: closures, isGood: true };
  } catch (error) {
    const [reason] = String((error as Error).message)
      .split("\n")
      .slice(-1);
    console.error(error);
    return { node, versions, result: `fails: ${reason}`, isGood: false };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tableOf(rows: Row[]): string {
  const day = new Date().toISOString().slice(0, 10);
  const head = ["Node.js", "`@pulumi/pulumi`", "`@pulumi/aws`", "TypeScript", "bundle"];
  const table = [head, head.map(() => "---"), ...rows.map(cellsOf)];
  const lines = table.map((cells) => `| ${cells.join(" | ")} |`);
  return `Tried on ${day}:\n\n${lines.join("\n")}`;
}

function cellsOf({ node, versions, result }: Row): string[] {
  return [String(node), ...Object.values(versions), result];
}

function pack(name: string, folder: string): string {
  const args = ["pack", "-w", `packages/${name}`, "--pack-destination", folder, "--silent"];
  const file = execFileSync("npm", args, { cwd: REPOSITORY, encoding: "utf8" });
  return join(folder, file.trim());
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
