import os, { EOL } from "node:os";
import type { Form } from "../in-lambda";
import { isRefused, type Found, type Trap } from "./trap";

// oxlint-disable-next-line typescript/no-require-imports -- compiled by nobody
const es2022 = require("../es2022.cjs") as Record<string, Form["closure"]>;

/** Packages, modules of Node.js and files of the program. */
export const MODULE_TRAPS: Record<string, () => Trap> = {
  "a default import of Node beside named ones": () => ({
    finds: defaultImport("os"),
    closure: () => os.EOL + EOL,
  }),
  "a default import of Node, as esbuild compiles it": () => ({
    finds: {
      ...defaultImport("os"),
      file: "packages/callback/test/support/es2022.cjs",
      line: "exports.defaultImport",
    },
    closure: es2022.defaultImport!,
  }),
  "a package that is not installed": () => ({
    finds: {
      rule: "missing-package",
      name: "not-installed",
      message:
        'Package "not-installed" is not installed, so the closure cannot be bundled. Run npm install not-installed.',
    },
    // oxlint-disable-next-line typescript/no-require-imports -- a form of its own
    closure: () => require("not-installed") as unknown,
    isWrong: (_serialized, bundle) => isRefused(bundle, 'Could not resolve "not-installed"'),
  }),
  "a package that is not a dependency": () => ({
    finds: {
      severity: "warning",
      rule: "unlisted-package",
      name: "yaml",
      message:
        'Package "yaml" is not in the dependencies of package.json, so another install may leave it out or bring another version. Run npm install yaml.',
    },
    // oxlint-disable-next-line typescript/no-require-imports -- a form of its own
    closure: () => typeof (require("yaml") as { parse: unknown }).parse,
  }),
  "a file of the program, required inside": () => ({
    finds: {
      rule: "local-require",
      name: "./modules",
      message:
        '"./modules" is required inside the closure, where it is looked for in the program\'s folder. Import it at the top of the file.',
    },
    // oxlint-disable-next-line typescript/no-require-imports -- a form of its own
    closure: () => typeof (require("./modules") as { MODULE_TRAPS: object }).MODULE_TRAPS,
    isWrong: (_serialized, bundle) => isRefused(bundle, 'Could not resolve "./modules"'),
  }),
};

function defaultImport(specifier: string): Found {
  return {
    rule: "default-import",
    name: specifier,
    message: `The default import of "node:${specifier}" is undefined at run time, so using it throws a TypeError. Import by name: import { ... } from "node:${specifier}".`,
  };
}
