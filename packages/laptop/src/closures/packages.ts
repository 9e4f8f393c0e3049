import type { PackageShare } from "./report";

/** The program's own code, and what the bundler adds to it. */
export const OWN_CODE = "(closure)";

/**
 * What each package adds to a bundle, the largest first. The parts add up to the whole.
 * @param inputs bytes of the bundle by source file.
 */
export function packageShares(
  inputs: Record<string, number>,
  bytes: number,
  gzipBytes: number,
): PackageShare[] {
  const sums = new Map<string, number>([[OWN_CODE, 0]]);
  for (const [path, size] of Object.entries(inputs)) {
    const name = packageOf(path);
    sums.set(name, (sums.get(name) ?? 0) + size);
  }
  const attributed = [...sums.values()].reduce((total, size) => total + size, 0);
  sums.set(OWN_CODE, sums.get(OWN_CODE)! + bytes - attributed);
  const shares = [...sums].map(([name, size]) => ({
    name,
    bytes: size,
    gzipBytes: Math.round((gzipBytes * size) / bytes),
  }));
  shares.sort((a, b) => b.bytes - a.bytes);
  shares[0]!.gzipBytes += gzipBytes - shares.reduce((total, share) => total + share.gzipBytes, 0);
  return shares;
}

function packageOf(path: string): string {
  const inside = path.split("node_modules/").slice(1).pop();
  if (inside === undefined) return OWN_CODE;
  return inside.split("/", inside.startsWith("@") ? 2 : 1).join("/");
}
