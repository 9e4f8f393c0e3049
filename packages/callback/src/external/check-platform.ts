import { join } from "node:path";
import { filesOf, findPackage, type InstalledPackage } from "./installed-package";
import type { PlacedPackage } from "./place-packages";
import { fits, platformNamed, platformOf, platformOfFile, type Architecture } from "./platform";

/** A package that does not run where the function does. */
export interface Misfit {
  name: string;
  message: string;
}

/** Finds the packages whose native parts are made for another platform than the function's. */
export function misfitsIn(packages: PlacedPackage[], architecture: Architecture): Misfit[] {
  return packages.flatMap((placed) => {
    const found = otherPlatforms(placed, architecture);
    return found
      ? [{ name: placed.name, message: messageOf(placed.name, found, architecture) }]
      : [];
  });
}

/** The platforms that a package is made for, if the function's is not one of them. */
function otherPlatforms(placed: PlacedPackage, architecture: Architecture): string[] | undefined {
  const platform = platformOf(architecture);
  if (!fits(placed.manifest, platform)) return [platformNamed(placed.manifest)];
  const native = filesOf(placed.folder)
    .map((file) => platformOfFile(join(placed.folder, file)))
    .filter((found) => found !== undefined);
  if (native.length > 0 && !native.includes(`${platform.os}-${platform.cpu}`)) return native;
  return lacksBuild(placed, architecture)
    ? placed.misfits.map(({ manifest }) => platformNamed(manifest))
    : undefined;
}

/** Whether a package has builds as optional dependencies, one a platform, and the function's is not installed. */
function lacksBuild({ folder, manifest }: InstalledPackage, architecture: Architecture): boolean {
  const builds = Object.keys(manifest.optionalDependencies ?? {}).filter((name) =>
    NAMES_OF_BUILDS[architecture].test(name),
  );
  return (
    builds.length > 0 &&
    !builds.some((name) => {
      const build = findPackage(name, folder);
      return build && fits(build.manifest, platformOf(architecture));
    })
  );
}

/** The names of builds that run on Amazon Linux, which has glibc. */
const NAMES_OF_BUILDS: Record<Architecture, RegExp> = {
  arm64: /linux(?!musl).*(arm64|aarch64)(?!.*musl)/,
  x86_64: /linux(?!musl).*(x64|amd64|x86_64)(?!.*musl)/,
};

function messageOf(name: string, found: string[], architecture: Architecture): string {
  const platforms = [...new Set(found)].join(", ");
  const { os, cpu, libc } = platformOf(architecture);
  const other = architecture === "arm64" ? "x86_64" : "arm64";
  const runsOnOther = found.includes(`${os}-${platformOf(other).cpu}`);
  const orElse = runsOnOther ? ` Or set architectures to ["${other}"].` : "";
  return `Package "${name}" is installed for ${platforms || "no platform"}, and the function runs on ${os}-${cpu}. Run npm install --cpu=${cpu} --os=${os} --libc=${libc} ${name} (on such a machine, if installing it compiles it).${orElse}`;
}
