import { fork } from "node:child_process";
import { join } from "node:path";

export interface FuzzOptions {
  /** The module with the table `TARGETS`; ours if not given. */
  table?: string;
  /** Names of targets, attacked one after the other. */
  targets: string[];
  seed: number;
  /** For how long, all targets together; each has a fixed number of inputs if not given. */
  minutes?: number | undefined;
}

/** What the attacking process says: that it begins, which input comes next, what it failed on, or that a target held. */
export type Message =
  | { name: string; input: unknown; failure?: string }
  | { name: string; runs: number }
  | { begins: true };

export interface Finding {
  target: string;
  input: unknown;
  /** The error; that the process ended, or that it did nothing more. */
  what: string;
}

/** No input takes that long. */
const HANG_MS = 20_000;

/** Nor does a process until it has loaded the targets, on a machine that others keep busy. */
const LOAD_MS = 60_000;

/**
 * Attacks targets in a process of its own, which may end or hang.
 * @param onHeld called for each target that held, with the number of its inputs.
 * @returns the first finding.
 */
export function fuzz(
  options: FuzzOptions,
  onHeld: (target: string, runs: number) => void,
  hangMs = HANG_MS,
): Promise<Finding | undefined> {
  const child = fork(join(__dirname, "child.ts"), {
    execArgv: ["--no-deprecation", "--require", require.resolve("tsx/cjs")],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr!.on("data", (text: Buffer) => (errors = (errors + text.toString()).slice(-4000)));
  child.send(options);
  return new Promise((resolve) => {
    let last = { target: options.targets[0]!, input: undefined as unknown };
    let finding: Finding | undefined;
    const watch = (limitMs: number) =>
      setTimeout(() => {
        finding = { ...last, what: `It hangs: nothing for ${limitMs / 1000} s.` };
        child.kill("SIGKILL");
      }, limitMs);
    let watchdog = watch(LOAD_MS);
    child.on("message", (message: Message) => {
      clearTimeout(watchdog);
      watchdog = watch(hangMs);
      if ("begins" in message) return;
      if ("runs" in message) return onHeld(message.name, message.runs);
      last = { target: message.name, input: message.input };
      if (message.failure) finding = { ...last, what: message.failure };
    });
    child.once("close", (code, signal) => {
      clearTimeout(watchdog);
      const end = `The process ended (${code ?? signal}).\n${errors}`;
      resolve(finding ?? (code === 0 ? undefined : { ...last, what: end }));
    });
  });
}

/** How to find it again. */
export function describeFinding({ target, input, what }: Finding, seed: number): string {
  return [
    `Target "${target}" fell.`,
    `Seed: npm run fuzz -- --seed ${seed} ${target}`,
    `Input: ${JSON.stringify(input)}`,
    what,
  ].join("\n");
}
