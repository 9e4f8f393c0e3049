import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The major version of the AWS SDK for JavaScript in Lambda's Node.js runtimes. */
const SDK_VERSION = /^3\./;

/**
 * Gives functions the AWS SDK that Lambda's Node.js runtimes have built in, from the packages of the program. Of its
 * other packages they see none. Called again, it adds what was installed since.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
 * Differs from AWS: functions find the packages of the AWS SDK, and the version, that the program has installed, which
 * may be more, fewer or newer than those in Lambda's runtimes.
 * @param folder above the functions' code, where Node.js looks for packages after the code's own.
 * @param programDirectory the folder of the program; as for its own imports, those above it count too.
 */
export async function linkSdk(folder: string, programDirectory: string): Promise<void> {
  for (let at = programDirectory; ; at = dirname(at)) {
    await Promise.all([
      linkScope(folder, join(at, "node_modules/@aws-sdk"), SDK_VERSION),
      linkScope(folder, join(at, "node_modules/@smithy")),
    ]);
    if (at === dirname(at)) return;
  }
}

async function linkScope(folder: string, scopeFolder: string, version = /^/): Promise<void> {
  const scope = join(folder, basename(scopeFolder));
  const packages = await readdir(scopeFolder).catch(() => []);
  if (packages.length === 0) return;
  await mkdir(scope, { recursive: true });
  const linked = new Set(await readdir(scope));
  const links = packages.map(async (name) => {
    const target = join(scopeFolder, name);
    if (linked.has(name) || !version.test(await versionOf(target))) return;
    // Windows lets everybody make junctions.
    await symlink(target, join(scope, name), "junction");
  });
  await Promise.all(links);
}

/** Empty if it is no package. */
async function versionOf(folder: string): Promise<string> {
  try {
    const text = await readFile(join(folder, "package.json"), "utf8");
    return (JSON.parse(text) as { version?: string }).version ?? "";
  } catch {
    return "";
  }
}
