import type { Journal } from "../../shared/journal";
import { keepStatusLine, type StatusLine } from "./status-line";

/** What a reader of the output may leave unread, before lines are left out. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** Prints lines for as long as somebody reads them. Without a reader the run goes on. */
export function openOutput(journal: Journal): StatusLine {
  // The reader has ended (EPIPE), the terminal was closed (EIO), or the disk is full (ENOSPC).
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  if (process.stdout.isTTY) return keepStatusLine(journal, process.stdout);
  return {
    print(line) {
      if (process.stdout.writableLength < MAX_UNREAD_BYTES) console.log(line);
    },
    close: () => undefined,
  };
}
