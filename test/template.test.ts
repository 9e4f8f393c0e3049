import { deepEqual, equal, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { SETTINGS } from "../components/settings";
import { PROJECT_FOLDER, PROJECT_NAME } from "./support/evaluated";

interface Question {
  description: string;
  default: string;
}

// https://www.pulumi.com/docs/iac/guides/building-extending/templates/
// https://github.com/pulumi/pulumi/blob/master/sdk/go/common/workspace/project.json
describe("pulumi new, with this repository as the template", () => {
  const { template, config } = parse(readFileSync(join(PROJECT_FOLDER, "Pulumi.yaml"), "utf8")) as {
    template: { config: Record<string, Question>; [key: string]: unknown };
    config: Record<string, unknown>;
  };

  // A project that it has made is no template.
  before(function () {
    if (template === undefined) this.skip();
  });

  it("finds what the schema of Pulumi.yaml knows", () => {
    const known = ["displayName", "description", "quickstart", "important", "metadata", "config"];
    deepEqual(
      Object.keys(template).filter((key) => !known.includes(key)),
      [],
    );
    for (const key of ["displayName", "description", "quickstart"])
      equal(typeof template[key], "string", key);
    for (const [key, question] of Object.entries(template.config))
      deepEqual(Object.keys(question).sort(), ["default", "description"], key);
  });

  it("asks for configuration that the project declares, with defaults that are allowed", () => {
    deepEqual(Object.keys(template.config), ["aws:region", "authorization"]);
    for (const [key, question] of Object.entries(template.config)) {
      ok(key in config, key);
      if (key in SETTINGS)
        ok(SETTINGS[key as keyof typeof SETTINGS].read(question.default) !== undefined, key);
    }
  });

  // It gives the project another name.
  it("keeps configuration that says no project's name", () => {
    for (const file of readdirSync(PROJECT_FOLDER).filter((name) =>
      /^Pulumi\..*yaml$/.test(name),
    )) {
      const { config: given } = parse(readFileSync(join(PROJECT_FOLDER, file), "utf8")) as {
        config: object;
      };
      const namespaces = Object.keys(given).flatMap((key) => /^(.*):/.exec(key)?.[1] ?? []);
      for (const namespace of namespaces)
        ok(["aws", "laptop", "policy", "pulumi"].includes(namespace), `${file}: ${namespace}`);
    }
  });

  // Tests read it from Pulumi.yaml. Types of components keep theirs, whatever the project is called.
  it("finds no test and no tool that knows the project's name", () => {
    const own = new RegExp(`["'\`:(]${PROJECT_NAME}[-:"](?!index:)`);
    const folders = ["test", "tools"].map((name) => join(PROJECT_FOLDER, name));
    for (const file of folders.flatMap(filesOf).filter((name) => name.endsWith(".ts"))) {
      const lines = readFileSync(file, "utf8").split("\n");
      deepEqual(
        lines.filter((line) => own.test(line)),
        [],
        file,
      );
    }
  });

  // It replaces them in every file.
  it("finds no placeholder where none is meant", () => {
    for (const file of filesOf(PROJECT_FOLDER))
      equal(/\$\{(PROJECT|DESCRIPTION)\}/.test(readFileSync(file, "utf8")), false, file);
  });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name === ".git") return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesOf(path);
    return entry.isFile() ? [path] : [];
  });
}
