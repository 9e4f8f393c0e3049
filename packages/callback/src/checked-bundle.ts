import { channel } from "node:diagnostics_channel";
import * as pulumi from "@pulumi/pulumi";
import type { Metafile } from "esbuild";
import { bundleClosure } from "./bundle/bundle";
import { failureIssues } from "./bundle/bundle-issues";
import { cheaperImports, usesIn } from "./bundle/cheaper-imports";
import {
  examine,
  examineBundle,
  lineOf,
  type CapturedName,
  type Finding,
  type Place,
} from "./examine";
import type { Architecture } from "./external/platform";
import "./read-ahead";
import { shipPackages, type PackageIssue } from "./external/ship-packages";
import { serializeClosure } from "./serialize/serialize";
import { sourceMapOf } from "./bundle/source-map";

/** What the channel "pulumi-callback:closure" tells tools about a closure. */
export interface ClosureReport {
  /** Name of the Callback. */
  name: string;
  /** Where the closure is. */
  place: Place;
  captured: CapturedName[];
  findings: Finding[];
  /** Packages that a layer has. */
  layerPackages: string[];
  /** Files of packages that are not bundled, by their paths in the archive. */
  files?: Map<string, string>;
  /** Pulumi's text, the bundle and its parts. Missing if a finding is an error. */
  text?: string;
  code?: string;
  sourceMap?: string;
  metafile?: Metafile;
}

/** The deployed form of a closure. */
export interface CheckedBundle {
  /** One CommonJS file that exports `handler`. */
  code: string;
  /** Source map from `code` to the program's files, as JSON. */
  sourceMap: string;
  containsSecrets: boolean;
  /** Files of packages that are not bundled, by their paths in the archive. */
  files: Map<string, string>;
}

/** Whose closure it is, and what it may do. */
export interface ClosureOwner {
  name: string;
  component: pulumi.Resource;
  /** Whether a captured secret is a warning instead of an error. */
  allowSecrets: boolean;
}

/** What runs the bundle. */
export interface Target {
  nodeMajor: number;
  architecture: Architecture;
  /** Packages that are shipped as they are installed. */
  external: string[];
  /** Packages that a layer has. */
  layerPackages: string[];
}

const reports = channel("pulumi-callback:closure");
/** Who subscribes runs the code on this machine. */
const runsHere = channel("pulumi-callback:runs-here");

/**
 * Examines, serializes and bundles a closure. Warnings go to Pulumi's log.
 * @param form whether the closure is the handler, or a factory that returns it.
 * @throws pulumi.ResourceError that lists the errors, or says why the bundler failed.
 */
export async function checkedBundle(
  closure: (...args: never[]) => unknown,
  form: "factory" | "callback",
  { name, component, allowSecrets }: ClosureOwner,
  { nodeMajor, architecture, external, layerPackages }: Target,
): Promise<CheckedBundle> {
  const directory = process.cwd();
  const options = { form, directory, allowSecrets, layerPackages } as const;
  const examined = await examine(closure, options);
  const { captured, findings, place, functions, variables, copies } = examined;
  const found = [...findings];
  const note = (issues: PackageIssue[]) => {
    for (const issue of issues) found.push({ ...issue, ...place });
  };
  const report = { name, place, captured, findings: found, layerPackages } satisfies ClosureReport;
  const refuseErrors = () => {
    const errors = found.filter(({ severity }) => severity === "error");
    if (errors.length === 0) return;
    reports.publish(report);
    throw new pulumi.ResourceError(refusal(name, errors), component, true);
  };
  refuseErrors();
  const { text, containsSecrets } = await serializeClosure(closure, {
    form,
    functions,
    variables,
    copies,
    logResource: component,
    allowSecrets,
  });
  const bundle = await bundleClosure(text, directory, nodeMajor, {
    // Secrets must not be cached on disk.
    isKept: !containsSecrets,
    external: [...external, ...layerPackages],
  }).catch((error: Error) => {
    note(failureIssues(error));
    refuseErrors();
    const message = `The closure of "${name}" cannot be bundled: ${error.message}`;
    throw new pulumi.ResourceError(message, component, true);
  });
  const { code, metafile, issues, importers } = bundle;
  const shipped = shipPackages(external, {
    directory,
    architecture,
    runsHere: runsHere.hasSubscribers,
    layerPackages,
    importers,
  });
  note([...issues, ...shipped.issues]);
  refuseErrors();
  found.push(...(await cheaperFindings(captured, metafile, directory)));
  found.push(...examineBundle(code, place));
  const sourceMap = JSON.stringify(sourceMapOf(bundle, text, functions, directory));
  const { files } = shipped;
  reports.publish({ ...report, files, text, code, sourceMap, metafile } satisfies ClosureReport);
  for (const warning of found) await pulumi.log.warn(lineOf(warning), component);
  return { code, sourceMap, containsSecrets, files };
}

/** Warnings about packages that could be imported for less. */
async function cheaperFindings(
  captured: CapturedName[],
  metafile: Metafile,
  directory: string,
): Promise<Finding[]> {
  const found = await cheaperImports(usesIn(captured), metafile, directory);
  return found.map(({ package: name, statements, now, then }) => {
    const { file, line } = captured.find(({ from }) => from === name)!;
    const [before, after] = [now, then].map((bytes) => Math.ceil(bytes / 1024));
    const message = `Package "${name}" takes ${before} KB of the bundle, and would take ${after} KB if what is used were imported by itself: ${statements.join(" ")}`;
    return { severity: "warning", rule: "cheaper-import", name, file, line, message };
  });
}

function refusal(name: string, errors: Finding[]): string {
  const lines = errors.map((error) => `  ${lineOf(error)}`);
  return `The closure of "${name}" would not run in Lambda as it does here:\n${lines.join("\n")}`;
}
