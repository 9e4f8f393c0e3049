import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Names the folder in which the processes of a test run share what they make; if it is not set or empty, each makes its own. */
export const SHARED_FOLDER = "PULUMI_LAPTOP_SHARED";

const LOOK_AGAIN_MS = 25;

export interface Sharing<Value> {
  make(): Promise<Value>;
  /** @returns undefined if others must make their own. */
  write(value: Value): Promise<string | undefined>;
  /** @returns undefined if it is of no use here. */
  read(text: string): Promise<Value | undefined>;
}

/**
 * Makes a value that takes long, once for all processes of a test run. While one makes it, the others wait. What fails
 * is not shared.
 * @param key what decides the value.
 */
export async function shared<Value>(key: string, sharing: Sharing<Value>): Promise<Value> {
  const folder = process.env[SHARED_FOLDER];
  if (!folder) return sharing.make();
  const file = join(folder, createHash("sha256").update(key).digest("hex"));
  const lock = `${file}.lock`;
  while (!isTaken(lock)) await sleep(LOOK_AGAIN_MS);
  const end = () => rmSync(lock, { force: true });
  try {
    const text = textOf(file);
    const known = text === undefined ? undefined : await sharing.read(text);
    if (known !== undefined) {
      end();
      return known;
    }
    const value = await sharing.make();
    // Whoever made it need not wait until the others have it. If it cannot be kept, they make their own.
    void keep(file, sharing.write(value))
      .catch(() => undefined)
      .finally(end);
    return value;
  } catch (error) {
    end();
    throw error;
  }
}

/** Takes the lock, unless a process that runs has it. */
function isTaken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const holder = Number(textOf(lock) ?? 0);
    if (holder > 0 && !isRunning(holder)) rmSync(lock, { force: true });
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function keep(file: string, writing: Promise<string | undefined>): Promise<void> {
  const text = await writing;
  if (text === undefined) return;
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, text);
  renameSync(partial, file);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
