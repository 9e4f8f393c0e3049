import { channel } from "node:diagnostics_channel";
import * as pulumi from "@pulumi/pulumi";
import type { Metafile } from "esbuild";
import { bundleClosure } from "./bundle/bundle";
import {
  examine,
  examineBundle,
  lineOf,
  type CapturedName,
  type Finding,
  type Place,
} from "./examine";
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
}

/** Whose closure it is, and what it may do. */
export interface ClosureOwner {
  name: string;
  component: pulumi.Resource;
  /** Whether a captured secret is a warning instead of an error. */
  allowSecrets: boolean;
}

const reports = channel("pulumi-callback:closure");

/**
 * Examines, serializes and bundles a closure. Warnings go to Pulumi's log.
 * @throws pulumi.ResourceError that lists the errors, or says why the bundler failed.
 */
export async function checkedBundle(
  callbackFactory: () => unknown,
  { name, component, allowSecrets }: ClosureOwner,
  nodeMajor: number,
): Promise<CheckedBundle> {
  const directory = process.cwd();
  const options = { form: "factory", directory, allowSecrets } as const;
  const { captured, findings, place, functions } = await examine(callbackFactory, options);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    reports.publish({ name, place, captured, findings } satisfies ClosureReport);
    throw new pulumi.ResourceError(refusal(name, errors), component, true);
  }
  const { text, containsSecrets } = await serializeClosure(callbackFactory, {
    form: "factory",
    functions,
    logResource: component,
    allowSecrets,
  });
  // Secrets must not be cached on disk.
  const keep = { isKept: !containsSecrets };
  const bundle = await bundleClosure(text, directory, nodeMajor, keep).catch((error: Error) => {
    const message = `The closure of "${name}" cannot be bundled: ${error.message}`;
    throw new pulumi.ResourceError(message, component, true);
  });
  const { code, metafile } = bundle;
  const sourceMap = JSON.stringify(sourceMapOf(bundle, text, functions, directory));
  const all = [...findings, ...examineBundle(code, place)];
  reports.publish({
    name,
    place,
    captured,
    findings: all,
    text,
    code,
    sourceMap,
    metafile,
  } satisfies ClosureReport);
  for (const warning of all) await pulumi.log.warn(lineOf(warning), component);
  return { code, sourceMap, containsSecrets };
}

function refusal(name: string, errors: Finding[]): string {
  const lines = errors.map((error) => `  ${lineOf(error)}`);
  return `The closure of "${name}" would not run in Lambda as it does here:\n${lines.join("\n")}`;
}
