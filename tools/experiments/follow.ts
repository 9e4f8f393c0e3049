import { openSync, closeSync, fstatSync, readSync, watch } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { type Journal, type JournalEntry, UserError } from "pulumi-laptop";

/**
 * What a running service appends to its journal's file, from now on.
 * @throws UserError if there is no such file.
 */
export function followJournal(path: string): Pick<Journal, "subscribe"> {
  return {
    subscribe(listener) {
      const file = open(path);
      let position = fstatSync(file).size;
      const decoder = new StringDecoder("utf8");
      let rest = "";
      const read = () => {
        const buffer = Buffer.alloc(fstatSync(file).size - position);
        position += readSync(file, buffer, 0, buffer.length, position);
        const lines = (rest + decoder.write(buffer)).split("\n");
        rest = lines.pop()!;
        for (const line of lines) listener(JSON.parse(line) as JournalEntry);
      };
      const watcher = watch(path, read);
      return () => {
        watcher.close();
        closeSync(file);
      };
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      "USAGE",
      `The journal "${path}" cannot be read (${code}). Give the file that pulumi-laptop start was given with --journal.`,
    );
  }
}
