import { insertedNames, NAMES_IMPORT, type Insertion } from "./names";
import type { Range, SerializedText, Wrapper } from "./serialized-text";

export interface Module {
  text: string;
  /** The parts of the text that are copied from the function unchanged. */
  copies: Copy[];
  /** The function in the serialized text, without its name. */
  code?: Range;
}

export interface Copy {
  /** Offset in the module. */
  at: number;
  /** Offset in the serialized text. */
  from: number;
  length: number;
}

/** A module made of text, and of parts of the serialized text. */
export function assembled(
  source: SerializedText,
  { code: whole }: Wrapper,
  code: Range,
  parts: (string | Range)[],
): Module {
  const module: Module = { text: NAMES_IMPORT, copies: [], code };
  const insertions = insertedNames(whole);
  for (const part of parts)
    for (const piece of typeof part === "string" ? [part] : split(part, insertions)) {
      if (typeof piece !== "string")
        module.copies.push({
          at: module.text.length,
          from: piece.start,
          length: piece.end - piece.start,
        });
      module.text += typeof piece === "string" ? piece : source.textOf(piece);
    }
  return module;
}

/** A part of the text, with what is to be put into it. */
function split({ start, end }: Range, insertions: Insertion[]): (string | Range)[] {
  const pieces: (string | Range)[] = [];
  let from = start;
  for (const { at, text } of insertions) {
    if (at < start || at > end) continue;
    pieces.push({ start: from, end: at }, text);
    from = at;
  }
  return [...pieces, { start: from, end }];
}
