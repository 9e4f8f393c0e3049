import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { UserError } from "../../shared/errors";
import type { Evaluation } from "../evaluate";
import { ARCHIVE, ASSET, SECRET, SIGNATURE_KEY } from "../marks";
import type { KeptNames } from "../project/naming";
import type { Properties, Resource } from "../resource";

/** The environment variable that tells policy packs of the file, as an absolute path. */
export const AGAINST = "POLICY_AGAINST";

/** Which inputs the provider filled in. https://github.com/pulumi/pulumi-terraform-bridge */
const FILLED_IN = "__defaults";

/**
 * Reads the names that were made up when a stack was deployed: who gives a resource no name keeps it.
 * @param path a file that `pulumi stack export` or `writeState` wrote.
 * @throws UserError if it is something else.
 */
export function readNames(path: string): KeptNames {
  const names = new Map<string, string>();
  for (const { urn, inputs } of resourcesIn(path)) {
    const filledIn = inputs?.[FILLED_IN];
    if (Array.isArray(filledIn) && filledIn.includes("name") && typeof inputs?.name === "string")
      names.set(urn, inputs.name);
  }
  return (urns) => urns.map((urn) => names.get(urn)).find((name) => name !== undefined);
}

/** Writes what a program declares in the form of `pulumi stack export`, without secrets and code. */
export function writeState(path: string, { resources }: Evaluation): void {
  const state = { version: 3, deployment: { resources: resources.map(exported) } };
  try {
    writeFileSync(path, `${JSON.stringify(state, null, 2)}\n`);
  } catch (error) {
    throw new UserError("USAGE", `"${path}" cannot be written: ${(error as Error).message}`);
  }
}

function exported({ urn, type, custom, id, parent, dependencies, inputs, outputs }: Resource) {
  const madeUp = inputs.name === undefined && typeof outputs.name === "string";
  const filledIn = madeUp ? { name: outputs.name, [FILLED_IN]: ["name"] } : {};
  const region = outputs.region === undefined ? {} : { region: outputs.region };
  return {
    ...{ urn, type, custom, id, parent, dependencies },
    inputs: withoutContents({ ...inputs, ...filledIn }),
    outputs: region,
  };
}

/** The value with marks in place of secrets, and hashes in place of files. */
function withoutContents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutContents);
  if (typeof value !== "object" || value === null) return value;
  const properties = value as Properties;
  const kind = properties[SIGNATURE_KEY];
  if (kind === SECRET) return { [SIGNATURE_KEY]: kind };
  if (kind === ASSET || kind === ARCHIVE) {
    const hash = createHash("sha256").update(JSON.stringify(properties)).digest("hex");
    return { [SIGNATURE_KEY]: kind, hash };
  }
  return Object.fromEntries(
    Object.entries(properties).map(([key, inner]) => [key, withoutContents(inner)]),
  );
}

interface Exported {
  urn: string;
  inputs?: Properties;
}

function resourcesIn(path: string): Exported[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError("USAGE", `"${path}" cannot be read: ${(error as Error).message}`);
  }
  const resources = deploymentIn(text)?.resources ?? [];
  const isExport = deploymentIn(text) !== undefined && Array.isArray(resources);
  if (!isExport || !resources.every((each) => typeof each?.urn === "string"))
    throw new UserError(
      "USAGE",
      `"${path}" is no export of a stack. Make one with pulumi stack export, or with --keep FILE.`,
    );
  return resources;
}

function deploymentIn(text: string): { resources?: Exported[] | null } | undefined {
  try {
    const file = JSON.parse(text) as { deployment?: unknown } | null;
    const deployment = file?.deployment;
    return typeof deployment === "object" && deployment !== null ? deployment : undefined;
  } catch {
    return undefined;
  }
}
