import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

const REPOSITORY = join(__dirname, "..");
const PROGRAMS = ["test/policy/programs", "packages/callback/test/support/traps"];

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

describe("package.json", () => {
  const manifests = [
    "",
    "packages/callback",
    "packages/client",
    "packages/laptop",
    "policy",
    "tools",
  ].map((folder) => join(REPOSITORY, folder, "package.json"));

  it("declares every package that the files beside it import", () => {
    const undeclared = sources().flatMap((file) => {
      const path = manifestOf(file);
      const manifest = read(path);
      // A published source runs with its dependencies alone.
      const isPublished = file.includes("/packages/") && file.includes("/src/");
      return importsOf(file)
        .filter(({ specifier }) => !specifier.startsWith(".") && !isBuiltin(specifier))
        .filter(({ specifier, isType }) => {
          const name = packageOf(specifier);
          // By its "exports", a package finds itself.
          if (name === manifest.name) return false;
          const { dependencies, peerDependencies, devDependencies } = manifest;
          const declared = { ...dependencies, ...peerDependencies };
          if (!isPublished || isType) Object.assign(declared, devDependencies);
          return !(name in declared || (isType && `@types/${name}` in declared));
        })
        .map(({ specifier }) => `${specifier} in ${relative(REPOSITORY, file)}`);
    });
    assert.deepEqual(undeclared, []);
  });

  it("pins one version of each package for all workspaces", () => {
    const pins = new Map<string, string>();
    for (const path of manifests) {
      const { dependencies, devDependencies } = read(path);
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        assert.match(version, /^(npm:[@\w/-]+@)?\d+\.\d+\.\d+$/, name);
        assert.equal(version, pins.get(name) ?? version, `${name} in ${path}`);
        pins.set(name, version);
      }
    }
  });
});

/** All but programs that tests hand to the compiler or the laptop, which may import what is missing. */
function sources(): string[] {
  const left = ["**/node_modules", "**/.*", "packages/*/dist", "packages/*/index.*", ...PROGRAMS];
  return ts.sys.readDirectory(REPOSITORY, [".ts", ".cjs"], left);
}

interface Import {
  specifier: string;
  /** Whether it is gone at run time. */
  isType: boolean;
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) && isLoader(node.expression)
            ? node.arguments[0]
            : undefined;
    if (specifier && ts.isStringLiteral(specifier))
      imports.push({ specifier: specifier.text, isType: isTypeOnly(node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

function isLoader(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(callee) && callee.text === "require")
  );
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return (
    ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  );
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function manifestOf(file: string): string {
  let folder = dirname(file);
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return join(folder, "package.json");
}

function read(path: string): Manifest {
  return JSON.parse(readFileSync(path, "utf8")) as Manifest;
}
