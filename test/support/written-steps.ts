import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "./evaluated";

/** A file that a page writes out, or a change to one. */
export type WrittenStep =
  | { kind: "file"; file: string; text: string }
  | { kind: "change"; file: string; from: string; to: string };

/**
 * What a page of docs/ tells its reader to do, section by section. A block whose first line is a comment with
 * nothing but a path is that file; in a block of `diff`, every `@@ FILE @@` begins a change.
 * @returns the steps of each `## ` section, by the section's title.
 */
export function writtenSteps(page: string): Map<string, WrittenStep[]> {
  const sections = writtenPage(page).split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
      const steps = blocks.flatMap(([, language, block]) => stepsIn(language!, block!));
      return [section.slice(0, section.indexOf("\n")), steps];
    }),
  );
}

/** The text of a page, for example of `docs/tutorial.md`. */
export function writtenPage(page: string): string {
  return readFileSync(join(PROJECT_FOLDER, page), "utf8");
}

function stepsIn(language: string, block: string): WrittenStep[] {
  if (language === "diff") return changesIn(block);
  const [, file, text] = /^(?:\/\/|#) (\S+\.\w+)\n(.*)$/s.exec(block) ?? [];
  return file === undefined ? [] : [{ kind: "file", file, text: text! }];
}

function changesIn(block: string): WrittenStep[] {
  const hunks = [...block.matchAll(/^@@ (\S+) @@\n((?:[ +-].*\n|\n)*)/gm)];
  return hunks.map(([, file, hunk]) => {
    const lines = hunk!.split("\n").slice(0, -1);
    const side = (mark: string) =>
      lines.filter((line) => !line.startsWith(mark)).map((line) => line.slice(1));
    return {
      kind: "change",
      file: file!,
      from: side("+").join("\n"),
      to: side("-").join("\n"),
    };
  });
}
