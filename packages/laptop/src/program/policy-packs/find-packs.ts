import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { UserError } from "../../shared/errors";
import { readYaml } from "../project/yaml";

/** A CrossGuard policy pack: a folder with PulumiPolicy.yaml. */
export interface PolicyPack {
  /** The folder as messages show it. */
  name: string;
  directory: string;
  /** The entry point, relative to `directory`; "." leaves it to package.json. */
  main: string;
}

interface PackFile {
  runtime?: string | { name?: string };
  main?: string;
}

const FILE = "PulumiPolicy.yaml";

/**
 * The policy packs that apply to a program.
 * @param chosen the folders given with --policy-pack, relative to the working directory. If there are none,
 *   the folder "policy" of the program applies, if it is a policy pack.
 * @throws UserError for a folder without PulumiPolicy.yaml, and for a pack that Node.js does not run.
 */
export function findPacks(program: string, chosen: string[]): PolicyPack[] {
  if (chosen.length > 0) return chosen.map((folder) => readPack(resolve(folder)));
  const own = join(program, "policy");
  return existsSync(join(own, FILE)) ? [readPack(own)] : [];
}

/** The files of a pack, packages and hidden files aside: a change of one is a change of the pack. */
export function filesOf({ directory }: Pick<PolicyPack, "directory">): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name.startsWith(".")) return [];
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesOf({ directory: path }) : entry.isFile() ? [path] : [];
  });
}

function readPack(directory: string): PolicyPack {
  const path = join(directory, FILE);
  const fromHere = relative(process.cwd(), directory) || ".";
  const name = fromHere.startsWith("..") ? directory : fromHere;
  if (!existsSync(path)) {
    throw new UserError("USAGE", `"${name}" is not a policy pack: it has no ${FILE}.`);
  }
  const { runtime, main = "." } = readYaml<PackFile>(path);
  const language = typeof runtime === "string" ? runtime : runtime?.name;
  if (language !== "nodejs") {
    throw new UserError(
      "POLICY",
      `Policy pack "${name}" has the runtime "${language}". Only "nodejs" runs here.`,
    );
  }
  return { name, directory, main };
}
