import { closeSync, openSync, readSync } from "node:fs";
import type { Manifest } from "./installed-package";

/** What a package must run on, in npm's words. */
export interface Platform {
  os: string;
  cpu: string;
  /** Undefined if it is not known, so that any will do. */
  libc?: string | undefined;
}

/** An instruction set of Lambda. */
export type Architecture = "arm64" | "x86_64";

/** Where a function of that architecture runs: Amazon Linux. */
export function platformOf(architecture: Architecture): Platform {
  return { os: "linux", cpu: architecture === "arm64" ? "arm64" : "x64", libc: "glibc" };
}

/** This machine. */
export function ownPlatform(): Platform {
  return { os: process.platform, cpu: process.arch };
}

/** Whether npm would install the package there. https://docs.npmjs.com/cli/v11/configuring-npm/package-json#os */
export function fits({ os, cpu, libc }: Manifest, platform: Platform): boolean {
  return (
    allows(os, platform.os) &&
    allows(cpu, platform.cpu) &&
    (platform.libc === undefined || allows(libc, platform.libc))
  );
}

/** The platforms that a package names, for example `darwin-arm64`. */
export function platformNamed({ os, cpu, libc }: Manifest): string {
  const musl = [libc ?? []].flat().includes("musl") ? "musl" : [];
  return [os ?? [], cpu ?? [], musl]
    .map((part) => [part].flat().join("/"))
    .filter(Boolean)
    .join("-");
}

function allows(list: string | string[] | undefined, value: string): boolean {
  const all = [list ?? []].flat();
  if (all.includes(`!${value}`)) return false;
  const named = all.filter((entry) => !entry.startsWith("!"));
  return named.length === 0 || named.includes(value) || named.includes("any");
}

/** Files that may hold machine code. */
const MAY_BE_NATIVE = /\.(node|so|dylib|dll|exe)$|\.so\.[\d.]+$|(^|\/)[^/.]+$/;

/**
 * The platform whose machine code a file holds, for example `linux-x64`; undefined if it holds none.
 * https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
 */
export function platformOfFile(path: string): string | undefined {
  if (!MAY_BE_NATIVE.test(path.replaceAll("\\", "/"))) return undefined;
  const header = beginningOf(path);
  const magic = header.toString("hex", 0, 4);
  if (magic === "7f454c46") return `linux-${CPU_OF_ELF[header.readUInt16LE(18)] ?? "other"}`;
  if (magic === "cffaedfe") return `darwin-${CPU_OF_MACH_O[header.readUInt32LE(4)] ?? "other"}`;
  if (magic === "cafebabe") return "darwin";
  return magic.startsWith("4d5a") ? "win32" : undefined;
}

const CPU_OF_ELF: Record<number, string> = {
  3: "ia32",
  40: "arm",
  62: "x64",
  183: "arm64",
  243: "riscv64",
};
const CPU_OF_MACH_O: Record<number, string> = { 0x01000007: "x64", 0x0100000c: "arm64" };

function beginningOf(path: string): Buffer {
  const header = Buffer.alloc(20);
  const file = openSync(path, "r");
  try {
    readSync(file, header);
  } finally {
    closeSync(file);
  }
  return header;
}
