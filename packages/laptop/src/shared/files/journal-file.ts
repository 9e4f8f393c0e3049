import { createWriteStream, fstat, open } from "node:fs";
import { Socket } from "node:net";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { promisify } from "node:util";
import type { Journal } from "../journal";

/** Entries that a reader of a pipe may leave unread, before the journal ends. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** How long the end of a run waits for the last entries to be written. */
const CLOSE_MS = 500;

export interface JournalFile {
  /** Ends the journal. Never rejects, and takes no longer than half a second. */
  close(): Promise<void>;
}

/**
 * Appends every entry to a file, one JSON object per line, until it is closed or cannot be written any more.
 * @param onEnd gets the reason in the second case: a full disk, or a pipe that nobody reads.
 * @throws if the file cannot be opened.
 */
export async function appendJournal(
  journal: Journal,
  path: string,
  onEnd: (reason: string) => void,
): Promise<JournalFile> {
  const file = await openForAppending(path);
  const unsubscribe = journal.subscribe((entry) => {
    file.write(`${JSON.stringify(entry)}\n`);
    if (file.writableLength > MAX_UNREAD_BYTES) file.destroy(new Error("nobody reads it"));
  });
  let isOpen = true;
  const end = () => {
    isOpen = false;
    unsubscribe();
  };
  file.on("error", ({ message }) => {
    if (isOpen) onEnd(message);
    end();
  });
  return {
    async close() {
      end();
      file.end();
      const timer = setTimeout(() => file.destroy(), CLOSE_MS);
      await finished(file).catch(() => undefined);
      clearTimeout(timer);
    },
  };
}

/** A pipe is written as a socket is: writing it as a file would hold the process until somebody reads. */
async function openForAppending(path: string): Promise<Writable> {
  const fd = await promisify(open)(path, "a");
  const isPipe = (await promisify(fstat)(fd)).isFIFO();
  return isPipe
    ? new Socket({ fd, readable: false, writable: true })
    : createWriteStream(path, { fd });
}
