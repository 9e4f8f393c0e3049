import type { Journal } from "../../shared/journal";
import { keepStatusLine } from "./status-line";

/** What a reader of the output may leave unread, before lines are left out. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

export interface Output {
  print(line: string): void;
  /** Whether colours are shown. The environment variable NO_COLOR turns them off. */
  hasColors: boolean;
  close(): void;
}

/** Prints lines for as long as somebody reads them. Without a reader the run goes on. */
export function openOutput(journal: Journal): Output {
  // The reader has ended (EPIPE), the terminal was closed (EIO), or the disk is full (ENOSPC).
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  if (process.stdout.isTTY) {
    const hasColors = process.stdout.hasColors();
    return { ...keepStatusLine(journal, process.stdout), hasColors };
  }
  return {
    hasColors: false,
    print(line) {
      if (process.stdout.writableLength < MAX_UNREAD_BYTES) console.log(line);
    },
    close: () => undefined,
  };
}
