import { deepEqual, equal } from "node:assert/strict";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { shipPackages, type Shipped } from "../../src/external/ship-packages";
import { folderWith, removeFolders } from "../support/packages";

/** A package that answers with its name and version, and with what its dependencies answer. */
function packageAt(folder: string, version: string, fields: Record<string, object> = {}) {
  const name = folder.split("node_modules/").pop()!;
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = fields;
  const needed = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  const index = `
    const found = (name) => { try { return require(name)(); } catch (error) { return error.code; } };
    module.exports = () => ["${name}@${version}", ...${JSON.stringify(needed)}.map(found)];`;
  return {
    [`${folder}/package.json`]: { name, version, ...fields },
    [`${folder}/index.js`]: index,
  };
}

const options = {
  architecture: "arm64" as const,
  runsHere: false,
  layerPackages: [] as string[],
  importers: {},
};

/** What a package answers where it is installed, and from the files that are shipped. */
function answers(name: string, directory: string, shipped: Shipped): unknown[] {
  const archive = folderWith({});
  for (const [at, path] of shipped.files) {
    mkdirSync(dirname(join(archive, at)), { recursive: true });
    cpSync(resolve(directory, path), join(archive, at));
  }
  const answerIn = (folder: string): unknown =>
    (createRequire(`${folder}/`)(name) as () => unknown)();
  return [answerIn(directory), answerIn(archive)];
}

describe("A package that is shipped", () => {
  after(removeFolders);

  it("finds the versions that it finds here, however deep", () => {
    const top = "node_modules";
    const directory = folderWith({
      ...packageAt(`${top}/a`, "1", { dependencies: { b: "", c: "" } }),
      ...packageAt(`${top}/b`, "1", { dependencies: { "@scope/d": "" } }),
      ...packageAt(`${top}/c`, "1"),
      ...packageAt(`${top}/@scope/d`, "1"),
      ...packageAt(`${top}/a/node_modules/c`, "2", { dependencies: { "@scope/d": "" } }),
      ...packageAt(`${top}/a/node_modules/@scope/d`, "2", { dependencies: { c: "" } }),
      ...packageAt(`${top}/e`, "1", { dependencies: { c: "" } }),
    });
    // The last of them leads back to the first.
    const shipped = shipPackages(["e", "b"], { ...options, directory });
    for (const name of ["e", "b"]) {
      const [here, there] = answers(name, directory, shipped);
      deepEqual(there, here);
    }
    const deeper = shipPackages(["c", "e"], { ...options, directory });
    deepEqual(
      [...deeper.files.keys()].filter((path) => path.includes("scope")),
      [],
    );
  });

  it("finds them where links lead to packages that are apart, as pnpm installs them", () => {
    const store = "node_modules/.pnpm";
    const directory = folderWith({
      ...packageAt(`${store}/a@1/node_modules/a`, "1", { dependencies: { b: "", c: "" } }),
      ...packageAt(`${store}/b@1/node_modules/b`, "1", { dependencies: { c: "" } }),
      ...packageAt(`${store}/c@1/node_modules/c`, "1"),
      ...packageAt(`${store}/c@2/node_modules/c`, "2"),
    });
    const link = (at: string, to: string) => {
      mkdirSync(dirname(join(directory, at)), { recursive: true });
      symlinkSync(join(directory, store, to), join(directory, at), "junction");
    };
    link("node_modules/a", "a@1/node_modules/a");
    link(`${store}/a@1/node_modules/b`, "b@1/node_modules/b");
    link(`${store}/a@1/node_modules/c`, "c@1/node_modules/c");
    link(`${store}/b@1/node_modules/c`, "c@2/node_modules/c");
    const [here, there] = answers("a", directory, shipPackages(["a"], { ...options, directory }));
    deepEqual(here, ["a@1", ["b@1", ["c@2"]], ["c@1"]]);
    deepEqual(there, here);
  });

  it("is refused where versions depend on each other in a ring, unless a layer has them", () => {
    const store = "node_modules/.pnpm";
    // a@1 -> b@1 -> a@2 -> b@2 -> a@1
    const ring = ["a@1", "b@1", "a@2", "b@2"];
    const placeIn = (each: string) => `${store}/${each}/node_modules`;
    const nameOf = (each: string) => each.slice(0, 1);
    const following = (i: number) => ring[(i + 1) % ring.length]!;
    const files = ring.map((each, i) => {
      const dependencies = { [nameOf(following(i))]: "" };
      return packageAt(`${placeIn(each)}/${nameOf(each)}`, each.slice(2), { dependencies });
    });
    const directory = folderWith(Object.assign({}, ...files) as (typeof files)[number]);
    const link = (to: string, at: string) =>
      symlinkSync(
        join(directory, placeIn(to), nameOf(to)),
        join(directory, at, nameOf(to)),
        "junction",
      );
    link("a@1", "node_modules");
    ring.forEach((each, i) => link(following(i), placeIn(each)));
    const found = (layerPackages: string[]) => {
      const { issues } = shipPackages(["a"], { ...options, directory, layerPackages });
      return issues.map(({ severity, rule, name, message }) => [severity, rule, name, message]);
    };
    deepEqual(found([]), [
      [
        "error",
        "package-ring",
        "b",
        'Versions of package "b" and package "a" depend on each other in a ring. An archive holds no links, so it cannot hold them. Put "b" into a layer: layerPackages: ["b"].',
      ],
    ]);
    deepEqual(found(["b"]), []);
  });

  it("finds optional packages and peers that are installed, and does without the others", () => {
    const directory = folderWith({
      ...packageAt("node_modules/a", "1", {
        optionalDependencies: { b: "", missing: "" },
        peerDependencies: { peer: "", compiler: "" },
        peerDependenciesMeta: { compiler: { optional: true } },
      }),
      ...packageAt("node_modules/b", "1"),
      ...packageAt("node_modules/peer", "1"),
      ...packageAt("node_modules/compiler", "1"),
    });
    const shipped = shipPackages(["a"], { ...options, directory });
    deepEqual(shipped.issues, []);
    const [, there] = answers("a", directory, shipped);
    deepEqual(there, ["a@1", ["b@1"], "MODULE_NOT_FOUND", ["peer@1"], "MODULE_NOT_FOUND"]);
  });

  it("has the files that links in it lead to, and not those that are installed below it", () => {
    const directory = folderWith({
      ...packageAt("node_modules/a", "1"),
      "node_modules/a/lib/text.txt": "text",
      ...packageAt("node_modules/a/node_modules/of-tests", "1"),
    });
    const folder = join(directory, "node_modules/a");
    symlinkSync(join(folder, "lib"), join(folder, "linked"), "junction");
    symlinkSync(folder, join(folder, "lib/itself"), "junction");
    const { files } = shipPackages(["a"], { ...options, directory });
    deepEqual(
      [...files.keys()],
      [
        "node_modules/a/index.js",
        "node_modules/a/lib/text.txt",
        "node_modules/a/linked/text.txt",
        "node_modules/a/package.json",
      ],
    );
  });

  it("is found from where it is required, and leaves to a layer what a layer has", () => {
    const directory = folderWith({
      ...packageAt("node_modules/user/node_modules/a", "1", { dependencies: { b: "" } }),
      ...packageAt("node_modules/user/node_modules/b", "1"),
    });
    const importers = { a: [join(directory, "node_modules/user")] };
    const shipped = shipPackages(["a"], { ...options, directory, importers, layerPackages: ["b"] });
    deepEqual(
      [...shipped.files.keys()],
      ["node_modules/a/index.js", "node_modules/a/package.json"],
    );
  });

  it("must be installed with all that it depends on, unless only a package asks for it", () => {
    const directory = folderWith(packageAt("node_modules/a", "1", { dependencies: { b: "" } }));
    const importers = { driver: [directory] };
    const { issues } = shipPackages(["a", "absent", "driver"], {
      ...options,
      directory,
      importers,
    });
    deepEqual(
      issues.map(({ message }) => message),
      [
        'external names package "absent", which is not installed. Run npm install absent.',
        'Package "a" depends on package "b", which is not installed. Run npm install a.',
      ],
    );
  });
});

describe("The native part of a package that is shipped", () => {
  after(removeFolders);

  const elf = (machine: number) => {
    const header = Buffer.alloc(64);
    header.write("\u007fELF", "latin1");
    header.writeUInt16LE(machine, 18);
    return header;
  };
  const [X64, ARM64] = [elf(62), elf(183)];
  const MAC = Buffer.from("cffaedfe0c000001".padEnd(64, "0"), "hex");

  /** @param files of package "a", and of others beside it. */
  const messageFor = (
    files: Record<string, Buffer | object>,
    architecture: "arm64" | "x86_64" = "arm64",
    runsHere = false,
  ) => {
    const all = { "a/package.json": { name: "a" }, ...files };
    const below = Object.entries(all).map(([name, content]) => [`node_modules/${name}`, content]);
    const directory = folderWith(Object.fromEntries(below) as Record<string, object>);
    const { issues } = shipPackages(["a"], { ...options, directory, architecture, runsHere });
    return issues.map(({ severity, message }) => `${severity}: ${message}`).join("\n");
  };
  const refusal = (name: string, found: string, cpu: string, orElse = "") =>
    `error: Package "${name}" is installed for ${found}, and the function runs on linux-${cpu}. Run npm install --cpu=${cpu} --os=linux --libc=glibc ${name} (on such a machine, if installing it compiles it).${orElse}`;
  const OR_X64 = ' Or set architectures to ["x86_64"].';

  it("is refused if it is machine code of another system or processor", () => {
    equal(messageFor({ "a/build/a.node": X64 }), refusal("a", "linux-x64", "arm64", OR_X64));
    equal(messageFor({ "a/lib/liba.so.1.2": X64 }), refusal("a", "linux-x64", "arm64", OR_X64));
    equal(messageFor({ "a/bin/a": MAC }), refusal("a", "darwin-arm64", "arm64"));
    equal(
      messageFor({ "a/a.node": Buffer.from("MZ\0\0".padEnd(64)) }, "x86_64"),
      refusal("a", "win32", "x64"),
    );
  });

  it("is taken if one of its builds fits", () => {
    equal(messageFor({ "a/build/a.node": ARM64 }), "");
    equal(messageFor({ "a/build/a.node": X64 }, "x86_64"), "");
    equal(messageFor({ "a/linux/a.node": ARM64, "a/mac/a.node": MAC }), "");
    equal(messageFor({ "a/LICENSE": Buffer.from("text".repeat(9)) }), "");
  });

  // As sharp, esbuild and many others have it.
  const builds = (...names: string[]) => ({
    optionalDependencies: Object.fromEntries(names.map((name) => [name, "1"])),
  });
  const BUILDS = builds("@a/darwin-arm64", "@a/linux-arm64", "@a/linux-x64", "@a/linuxmusl-arm64");
  const MAC_BUILD = { "@a/darwin-arm64/package.json": { os: ["darwin"], cpu: ["arm64"] } };
  const LINUX_BUILD = {
    "@a/linux-arm64/package.json": { os: ["linux"], cpu: ["arm64"], libc: ["glibc"] },
  };
  const MUSL_BUILD = {
    "@a/linuxmusl-arm64/package.json": { os: ["linux"], cpu: ["arm64"], libc: ["musl"] },
  };

  it("is refused if it is an optional package, and that for the function's platform is not installed", () => {
    const a = { "a/package.json": BUILDS };
    equal(messageFor({ ...a, ...MAC_BUILD }), refusal("a", "darwin-arm64", "arm64"));
    equal(messageFor({ ...a, ...MUSL_BUILD }), refusal("a", "linux-arm64-musl", "arm64"));
    equal(messageFor(a), refusal("a", "no platform", "arm64"));
    equal(
      messageFor({ ...a, ...LINUX_BUILD }, "x86_64"),
      refusal("a", "linux-arm64", "x64", ' Or set architectures to ["arm64"].'),
    );
    equal(messageFor({ ...a, ...MAC_BUILD, ...LINUX_BUILD }), "");
  });

  it("may be missing where the package never has one on Linux", () => {
    equal(
      messageFor({
        "a/package.json": builds("fsevents"),
        "fsevents/package.json": { os: ["darwin"] },
      }),
      "",
    );
  });

  it("is refused by package.json of the package itself", () => {
    equal(messageFor({ "a/package.json": { os: ["!linux"] } }), refusal("a", "!linux", "arm64"));
    equal(messageFor({ "a/package.json": { cpu: ["x64"] } }), refusal("a", "x64", "arm64"));
    equal(messageFor({ "a/package.json": { os: ["any"], cpu: ["!x64"] } }), "");
  });

  it("is this machine's where the code runs on this machine, and a warning says what AWS needs", () => {
    const [other, cpu] =
      process.arch === "arm64" ? (["x86_64", "x64"] as const) : (["arm64", "arm64"] as const);
    const own = {
      [`@a/linux-${process.arch}/package.json`]: { os: process.platform, cpu: process.arch },
    };
    const message = messageFor({ "a/package.json": BUILDS, ...own }, other, true);
    equal(
      message.split(",")[0],
      `warning: Package "a" is installed for ${process.platform}-${process.arch}`,
    );
    equal(message.includes(`--cpu=${cpu}`), true);
  });
});
