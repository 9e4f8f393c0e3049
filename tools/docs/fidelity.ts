import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY, withBlock } from "./page";

export const FIDELITY_PAGE = "docs/fidelity.md";

const SOURCES = "packages/laptop/src";
const KINDS = { "Differs from AWS": "Differs", Unconfirmed: "Unconfirmed" } as const;

/** Matches until the end of the sentence, over the lines of a comment. */
const REMARK =
  /(?:\/\/|\/?\*+) *(Unconfirmed|Differs from AWS): ((?:[^.*\n]|\.(?=\S)|\n *(?:\/\/|\*(?!\/)) *)*)/g;

interface Remark {
  kind: keyof typeof KINDS;
  text: string;
  /** Path below the laptop's sources. */
  file: string;
}

// Unpadded, a changed remark changes one line.
const START = "<!-- prettier-ignore-start -->";
const END = "<!-- prettier-ignore-end -->";

/** docs/fidelity.md with every comment `Differs from AWS:` and `Unconfirmed:` of the laptop's sources. */
export function fidelityPage(): Promise<string> {
  const remarks = remarksInSources();
  const tables = Object.entries(KINDS).map(([kind, title]) => {
    const rows = remarks
      .filter((remark) => remark.kind === kind)
      .map(({ text, file }) => `| ${text} | [${file}](../${SOURCES}/${file}) |`);
    return [`## ${title}`, "", "| what | where |", "| --- | --- |", ...rows].join("\n");
  });
  return withBlock(FIDELITY_PAGE, "remarks", [START, ...tables, END].join("\n\n"));
}

function remarksInSources(): Remark[] {
  const files = readdirSync(join(REPOSITORY, SOURCES), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => /\.c?ts$|\.cjs$/.test(file))
    .map((file) => file.replaceAll("\\", "/"))
    .sort()
    .flatMap((file) => {
      const source = readFileSync(join(REPOSITORY, SOURCES, file), "utf8");
      return [...source.matchAll(REMARK)].map(([, kind, text]) => ({
        kind: kind as Remark["kind"],
        text: text!.replace(/\n *(?:\/\/|\*) */g, " ").trim(),
        file,
      }));
    });
}
