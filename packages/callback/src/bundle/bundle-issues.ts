import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildFailure, Message, Metafile } from "esbuild";
import { packageOf, packageOfSpecifier } from "../inspect/modules";
import type { PackageIssue } from "../external/ship-packages";
import { LOADERS, openings } from "./own-files";

/** As "@img/sharp-linux-x64" is called. */
const NAME_OF_BUILD = /\b(linux|darwin|win32)/;

/** Why esbuild could not bundle; none if the error is not esbuild's. */
export function failureIssues(error: unknown): PackageIssue[] {
  const { errors = [] } = error as Partial<BuildFailure>;
  const missing = new Map<string, Message[]>();
  const others = new Map<string, PackageIssue>();
  for (const message of errors) {
    const owner = ownerOf(message);
    if (owner === undefined) others.set(message.text, ownIssue(message));
    else if (missingPackage(message)) missing.set(owner, [...(missing.get(owner) ?? []), message]);
    else others.set(owner, others.get(owner) ?? otherIssue(owner, message));
  }
  const issues = [...others.values()];
  const isNative = ({ rule }: PackageIssue) => rule === "native-package";
  // The build for one platform belongs to the package that requires it.
  const users = issues.filter((issue) => !isNative(issue) || !NAME_OF_BUILD.test(issue.name));
  return [
    ...[...missing].map(([owner, messages]) => missingIssue(owner, messages)),
    ...(users.some(isNative) ? users : issues),
  ];
}

/** The packages in a bundle that open files of their own, which are not in the bundle. */
export function openedFiles({ inputs, outputs }: Metafile, directory: string): PackageIssue[] {
  const shipped = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const direct = packagesOfClosure(inputs);
  const issues = new Map<string, PackageIssue>();
  for (const [path, { bytesInOutput }] of shipped) {
    const name = packageOf(`/${path}`);
    if (bytesInOutput === 0 || !name || LOADERS.has(name) || !/\.[cm]?js$/.test(path)) continue;
    const [first] = openings(readFileSync(join(directory, path), "utf8")).sort(nativeFirst);
    if (!first || issues.get(name)?.rule === "native-package") continue;
    const place = `${path}:${first.line}`;
    // A package that requires another one may do without it.
    const severity = first.isNative && direct.has(name) ? "error" : "warning";
    if (first.isNative) issues.set(name, nativeIssue(name, place, severity));
    else if (!issues.has(name))
      issues.set(name, {
        severity,
        rule: "package-files",
        name,
        message: `Package "${name}" opens files of its own (${place}), which are not in the bundle. Ship it as it is: external: ["${name}"].`,
      });
  }
  return [...issues.values()];
}

function nativeFirst(a: { isNative: boolean }, b: { isNative: boolean }): number {
  return Number(b.isNative) - Number(a.isNative);
}

/** The packages that the closure itself uses. */
function packagesOfClosure(inputs: Metafile["inputs"]): Set<string | undefined> {
  const own = Object.entries(inputs).filter(([path]) => path.startsWith("closure:"));
  return new Set(
    own.flatMap(([, { imports }]) => imports.map(({ path }) => packageOf(`/${path}`))),
  );
}

/** The package whose file esbuild could not read, or that requires it. */
function ownerOf({ location }: Message): string | undefined {
  return location ? packageOf(`/${location.file}`) : undefined;
}

function placeOf({ location }: Message): string {
  return `${location!.file}:${location!.line}`;
}

/** The package that is not installed, if that is what esbuild says. */
function missingPackage({ text }: Message): string | undefined {
  const [, specifier] = /^Could not resolve "([^"./][^"]*)"$/.exec(text) ?? [];
  return specifier === undefined ? undefined : packageOfSpecifier(specifier);
}

function missingIssue(owner: string, messages: Message[]): PackageIssue {
  const names = [...new Set(messages.map((message) => missingPackage(message)!))].sort();
  const list = names.map((name) => `"${name}"`).join(", ");
  return {
    severity: "error",
    rule: "missing-package",
    name: owner,
    message: `Package "${owner}" requires ${list} (${placeOf(messages[0]!)}), not installed here. Install what the function uses, and leave out the rest: external: [${list}].`,
  };
}

/** Of the program's code, or of a version of a package that the bundler does not know. */
function ownIssue(message: Message): PackageIssue {
  const isClosure = message.location?.file.startsWith("closure:");
  const what = isClosure ? "The closure" : message.location && placeOf(message);
  const text = `${what ? `${what} cannot be bundled: ` : ""}${message.text.replace(/\.$/, "")}.`;
  return { severity: "error", rule: "unbundled-code", name: "bundle", message: text };
}

function otherIssue(owner: string, message: Message): PackageIssue {
  if (/\.node"/.test(message.text)) return nativeIssue(owner, placeOf(message), "error");
  return {
    severity: "error",
    rule: "unbundled-package",
    name: owner,
    message: `Package "${owner}" cannot be bundled: ${message.text} (${placeOf(message)}). Ship it as it is: external: ["${owner}"].`,
  };
}

function nativeIssue(
  name: string,
  place: string,
  severity: PackageIssue["severity"],
): PackageIssue {
  return {
    severity,
    rule: "native-package",
    name,
    message: `Package "${name}" has a native part (${place}), which cannot be bundled. Ship it as it is: external: ["${name}"].`,
  };
}
