import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import type { AnyNode } from "acorn";
import { firstNames, type ClosureFunction } from "../inspect/captured";
import { packageOfSpecifier } from "../inspect/modules";
import { nodesOf } from "../serialize/syntax";
import type { Issue, Rule } from "./rule";

/** The compiler's copy of a Node.js module loses its default export. */
export const defaultImports: Rule = ({ captured }) =>
  captured
    .filter(({ module, name, chains, kind }) => {
      if (kind !== "module" || !module?.isCopy || module.package) return false;
      return firstNames(chains).has("default") || name === "default";
    })
    .map(({ module, by }): Issue => {
      const { specifier } = module!;
      return {
        rule: "default-import",
        name: specifier,
        at: by,
        message: `The default import of "node:${specifier}" is undefined at run time, so using it throws a TypeError. Import by name: import { ... } from "node:${specifier}".`,
      };
    });

/** Checks the packages that the closure needs against package.json and node_modules. */
export const packages: Rule = ({ functions, captured }, { directory, layerPackages = [] }) => {
  const needed: { specifier: string; at: ClosureFunction }[] = [];
  for (const { module, by } of captured)
    if (module && !module.byValue && !by.package)
      needed.push({ specifier: module.specifier, at: by });
  for (const fn of functions)
    if (!fn.package) for (const specifier of requiredBy(fn)) needed.push({ specifier, at: fn });
  const { resolve } = createRequire(join(directory, "index.js"));
  const listed = dependenciesOf(directory);
  const seen = new Set<string>();
  return needed.flatMap(({ specifier, at }): Issue[] => {
    if (seen.has(specifier)) return [];
    seen.add(specifier);
    if (isBuiltin(specifier) || specifier.startsWith("@pulumi/")) return [];
    if (/^[./]/.test(specifier)) return localFile(specifier, at, directory);
    const name = packageOfSpecifier(specifier);
    if (layerPackages.includes(name)) return [];
    if (!canResolve(resolve, specifier))
      return [
        {
          rule: "missing-package",
          name,
          at,
          message: `Package "${name}" is not installed, so the closure cannot be bundled. Run npm install ${name}.`,
        },
      ];
    if (!listed || listed.has(name)) return [];
    return [
      {
        severity: "warning",
        rule: "unlisted-package",
        name,
        at,
        message: `Package "${name}" is not in the dependencies of package.json, so another install may leave it out or bring another version. Run npm install ${name}.`,
      },
    ];
  });
};

/** A relative path inside a function is resolved from the program's folder, not from the function's file. */
function localFile(specifier: string, at: ClosureFunction, directory: string): Issue[] {
  if (dirname(at.location.file) === directory) return [];
  return [
    {
      rule: "local-require",
      name: specifier,
      at,
      message: `"${specifier}" is required inside the closure, where it is looked for in the program's folder. Import it at the top of the file.`,
    },
  ];
}

/** What a function requires or imports in its own text. */
function requiredBy({ syntax }: ClosureFunction): string[] {
  return [...(syntax ? nodesOf(syntax) : [])].flatMap((node) => {
    if (node.type === "ImportExpression") return literal(node.source);
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return [];
    return node.callee.name === "require" ? literal(node.arguments[0]) : [];
  });
}

function literal(node: AnyNode | undefined): string[] {
  return node?.type === "Literal" && typeof node.value === "string" ? [node.value] : [];
}

function canResolve(resolve: NodeJS.RequireResolve, specifier: string): boolean {
  try {
    resolve(specifier);
    return true;
  } catch (error) {
    // A package that has only ES modules can still be bundled.
    return (error as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
  }
}

/** The dependencies in the program's package.json, or undefined if it has none. */
function dependenciesOf(directory: string): Set<string> | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    const path = join(folder, "package.json");
    if (existsSync(path)) {
      const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
        readFileSync(path, "utf8"),
      ) as Record<string, object | undefined>;
      return new Set(
        [dependencies, optionalDependencies, peerDependencies].flatMap((group) =>
          Object.keys(group ?? {}),
        ),
      );
    }
    if (folder === dirname(folder)) return undefined;
  }
}
