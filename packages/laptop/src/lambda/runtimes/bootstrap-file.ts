import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { layersFolder } from "../archive/layers";
import type { StartFault } from "./runtime";

/** Systems and architectures as Go names them, which most bootstraps are built by. */
const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { win32: "windows" };
const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64", ia32: "386" };
const MACHINE = {
  system: SYSTEMS[process.platform] ?? process.platform,
  architecture: ARCHITECTURES[process.arch] ?? process.arch,
};
const BUILD = `GOOS=${MACHINE.system} GOARCH=${MACHINE.architecture} go build -o bootstrap`;

/** https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html, e_machine */
const ELF_MACHINES: Record<number, string> = { 3: "386", 40: "arm", 62: "amd64", 183: "arm64" };
/** `cputype` in Apple's <mach/machine.h>. */
const MACH_O_MACHINES: Record<number, string> = { 0x01000007: "amd64", 0x0100000c: "arm64" };

/** The system and architecture that a program is built for. */
interface Program {
  system: string;
  architecture: string;
}

/**
 * Finds the `bootstrap` in a function's code, or else in its layers, and why Lambda could not start it, asked
 * before it is started: without a reason of its own, a shell would try to read a program for another machine.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
 */
export function findBootstrap(taskRoot: string): { path: string; fault?: StartFault | undefined } {
  const found = Object.entries({ "/var/task": taskRoot, "/opt": layersFolder(taskRoot) })
    .map(([onAws, folder]) => ({ onAws, path: join(folder, "bootstrap") }))
    .find(({ path }) => statSync(path, { throwIfNoEntry: false })?.isFile());
  if (found) return { path: found.path, fault: faultOf(found, layersFolder(taskRoot)) };
  return {
    path: join(taskRoot, "bootstrap"),
    fault: {
      reason: "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
      hint: `The function's code has no file "bootstrap" at its top. Build it to there, for example by: ${BUILD}; or add a layer that has it.`,
    },
  };
}

/**
 * @param onAws the folder of the bootstrap on AWS.
 * @param layers the folder that stands for /opt, which the first line of a script may name.
 */
function faultOf(
  { path, onAws }: { path: string; onAws: string },
  layers: string,
): StartFault | undefined {
  const fault = (reason: string, hint: string) => ({
    reason: `fork/exec ${onAws}/bootstrap: ${reason}`,
    hint,
  });
  if (!isExecutable(path))
    return fault(
      "permission denied",
      `The function's "bootstrap" is not executable. Run: chmod +x bootstrap`,
    );
  const head = headOf(path);
  const [, interpreter] = /^#![ \t]*([^ \t\n]*)/.exec(head.toString("latin1")) ?? [];
  if (interpreter !== undefined) {
    if (existsSync(interpreter)) return undefined;
    return fault("no such file or directory", hintOf(interpreter.replace(layers, "/opt")));
  }
  const { system, architecture } = MACHINE;
  const program = programOf(head);
  if (!program)
    return fault(
      "exec format error",
      `The function's "bootstrap" is neither a program nor a script. Begin a script with #!/bin/sh; build a program, for example by: ${BUILD}`,
    );
  if (program.system === system && program.architecture === architecture) return undefined;
  return fault(
    "exec format error",
    `The function's "bootstrap" is a program for ${program.system}/${program.architecture}, and this machine is ${system}/${architecture}. Build it for this machine, for example by: ${BUILD}`,
  );
}

/** @param interpreter of a script, which is not here. */
function hintOf(interpreter: string): string {
  const name = JSON.stringify(interpreter);
  const wayOut = interpreter.endsWith("\r")
    ? "Save the file with Unix line breaks."
    : "Install it, or change the first line.";
  return `The function's "bootstrap" begins with #!${name.slice(1, -1)}, and this machine has no file ${name}. ${wayOut}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(256);
  const descriptor = openSync(path, "r");
  try {
    return head.subarray(0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}

function programOf(head: Buffer): Program | undefined {
  if (head.length < 20) return undefined;
  const magic = head.readUInt32BE(0);
  const architecture = (names: Record<number, string>, machine: number) =>
    names[machine] ?? `an architecture with the number ${machine}`;
  if (magic === 0x7f454c46)
    return { system: "linux", architecture: architecture(ELF_MACHINES, head.readUInt16LE(18)) };
  if (magic === 0xcffaedfe)
    return { system: "darwin", architecture: architecture(MACH_O_MACHINES, head.readUInt32LE(4)) };
  // A universal binary, of both architectures.
  if (magic === 0xcafebabe) return { system: "darwin", architecture: MACHINE.architecture };
  if (head.readUInt16BE(0) === 0x4d5a) return { system: "windows", architecture: "any" };
  return undefined;
}
