import { mkdir, readdir, symlink } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

/**
 * The folder that stands for /opt. A function without layers has none there.
 */
export function layersFolder(taskRoot: string): string {
  return join(dirname(taskRoot), "opt");
}

/**
 * The variables by which a runtime finds what layers have. PATH is apart.
 * https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
 */
export function layerVariables(runtime: string, taskRoot: string): Record<string, string> {
  const opt = layersFolder(taskRoot);
  const libraries = [taskRoot, join(taskRoot, "lib"), join(opt, "lib")];
  return {
    LD_LIBRARY_PATH: libraries.join(delimiter),
    ...(runtime.startsWith("nodejs") && {
      NODE_PATH: packageFolders(opt, runtime).join(delimiter),
    }),
    ...(runtime.startsWith("python") && {
      PYTHONPATH: [join(opt, `python/lib/${runtime}/site-packages`), join(opt, "python")].join(
        delimiter,
      ),
    }),
  };
}

/**
 * Lets ES modules find the packages of layers. Node.js has NODE_PATH for `require` alone; Lambda's has it for `import`
 * too: https://aws.amazon.com/blogs/compute/node-js-18-x-runtime-now-available-in-aws-lambda/
 * @param folder with the layers as `opt`; the functions' code is beside it.
 */
export async function linkLayerPackages(folder: string, runtime: string): Promise<void> {
  const packages = join(folder, "node_modules");
  for (const from of packageFolders(join(folder, "opt"), runtime)) await link(from, packages);
}

async function link(from: string, to: string): Promise<void> {
  const names = await readdir(from).catch(() => []);
  if (names.length === 0) return;
  await mkdir(to, { recursive: true });
  const linked = new Set(await readdir(to));
  for (const name of names) {
    if (name.startsWith("@")) await link(join(from, name), join(to, name));
    // Windows lets everybody make junctions.
    else if (!linked.has(name)) await symlink(join(from, name), join(to, name), "junction");
  }
}

/**
 * The extensions in a function's layers, by name.
 * Differs from AWS: extensions are not started; the log names them.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export async function extensionsOf(taskRoot: string): Promise<string[]> {
  const entries = await readdir(join(layersFolder(taskRoot), "extensions"), {
    withFileTypes: true,
  }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** In the order in which Node.js looks. */
function packageFolders(opt: string, runtime: string): string[] {
  const [, major] = /^nodejs(\d+)/.exec(runtime) ?? [];
  return [join(opt, `nodejs/node${major}/node_modules`), join(opt, "nodejs/node_modules")];
}
