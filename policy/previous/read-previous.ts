import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Resource } from "../rule";
import { isObject, parsed, type Properties } from "../properties/values";

/**
 * The environment variable that names a file of what is deployed, as `pulumi stack export` writes it. A policy
 * pack sees only what a program declares now: Pulumi keeps the last deployment to itself.
 */
export const AGAINST = "POLICY_AGAINST";

/** A resource of an export, as far as it is read. */
interface Exported {
  urn: string;
  type: string;
  custom?: boolean;
  /** Replaced already, and to be deleted by the next update. */
  delete?: boolean;
  /** Only read by the program. */
  external?: boolean;
  inputs?: Properties;
  outputs?: Properties;
  dependencies?: string[];
}

/**
 * What the last deployment of a stack declared.
 * @param path relative to `directory`.
 * @throws if it is not an export of the stack.
 */
export function readPrevious(path: string, directory: string, stack: string): Resource[] {
  const resources = exportedIn(textOf(resolve(directory, path)), path);
  const other = resources.map(({ urn }) => urn.split(":")[2]).find((name) => name !== stack);
  if (other !== undefined)
    throw new Error(
      `"${path}" is of stack "${other}", and this is stack "${stack}". Export "${stack}".`,
    );
  return resources
    .filter((resource) => resource.custom && !resource.delete && !resource.external)
    .map(({ urn, type, inputs = {}, outputs = {}, dependencies = [] }) => ({
      urn,
      type,
      name: urn.split("::").at(-1)!,
      // What the program asked for, and the region, which the provider adds.
      props: { ...(outputs.region !== undefined && { region: outputs.region }), ...inputs },
      dependencies,
    }));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`"${path}" cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function exportedIn(text: string, path: string): Exported[] {
  const file = parsed(text);
  const deployment = isObject(file) ? file.deployment : undefined;
  const resources = isObject(deployment) ? (deployment.resources ?? []) : undefined;
  const isExport =
    Array.isArray(resources) &&
    resources.every(
      (each) => isObject(each) && typeof each.urn === "string" && typeof each.type === "string",
    );
  if (!isExport)
    throw new Error(
      `"${path}" is no export of a stack. Make one with pulumi stack export, or with npm run policy -- --keep FILE.`,
    );
  return resources as Exported[];
}
