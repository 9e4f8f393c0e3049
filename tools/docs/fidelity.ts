import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { CASES } from "../record/cases/all-cases";
import { verdictOn } from "../record/compare";
import { readRecording, type Recording } from "../record/recording";
import { UNOBSERVABLE } from "../record/unobservable";
import { REPOSITORY, withBlock } from "./page";
import { remarksInSources, SOURCES, type Remark } from "./remarks";

export const FIDELITY_PAGE = "docs/fidelity.md";

/** Recordings that are kept. */
const RECORDINGS = "docs/recordings";

// Unpadded, a changed remark changes one line.
const START = "<!-- oxfmt-ignore-start -->";
const END = "<!-- oxfmt-ignore-end -->";

/** docs/fidelity.md with every comment `Differs from AWS:` and `Unconfirmed [ID]:` of the laptop's sources. */
export function fidelityPage(): Promise<string> {
  const tables = fidelityTables(remarksInSources(), keptRecordings(join(REPOSITORY, RECORDINGS)));
  return withBlock(FIDELITY_PAGE, "remarks", [START, tables, END].join("\n\n"));
}

/** The recordings in a folder, the newest first. */
export function keptRecordings(folder: string): Recording[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => readRecording(join(folder, file)))
    .sort((a, b) => Date.parse(b.recordedAt) - Date.parse(a.recordedAt));
}

/**
 * The tables of what differs, of what was recorded and of what nobody has confirmed.
 * @param recordings the newest first. Only those of AWS count.
 */
export function fidelityTables(remarks: Remark[], recordings: Recording[]): string {
  const ofAws = recordings.filter(({ of }) => of === "aws");
  const judged = remarks.map((remark) => ({ remark, ...judgementOf(remark, ofAws) }));
  const differing = judged.flatMap(({ remark, verdict, day }) => {
    if (remark.kind === "Differs") return [row(remark)];
    if (verdict !== "different") return [];
    return [row({ ...remark, text: `${remark.text} (AWS did otherwise on ${day})` })];
  });
  const confirmed = judged
    .filter(({ verdict }) => verdict === "confirmed")
    .map(({ remark, day }) => row(remark, day!));
  const unconfirmed = judged
    .filter(({ remark, verdict }) => remark.kind === "Unconfirmed" && !verdict)
    .map(({ remark }) => row(remark, howToRecord(remark.id)));
  return [
    table("Differs", ["what", "where"], differing),
    ...(confirmed.length > 0
      ? [table("Recorded", ["what AWS does as well", "where", "recorded"], confirmed)]
      : []),
    table(
      "Unconfirmed",
      ["what", "where", "cases of npm run record, or why it has none"],
      unconfirmed,
    ),
  ].join("\n\n");
}

/** By the newest recording that has all cases of a row. */
function judgementOf({ id }: Remark, recordings: Recording[]) {
  for (const recording of recordings) {
    const verdict = verdictOn(id, recording, CASES);
    if (verdict) return { verdict, day: recording.recordedAt.slice(0, 10) };
  }
  return { verdict: undefined, day: undefined };
}

function howToRecord(id: string): string {
  const names = CASES.filter(({ rows }) => rows.includes(id)).map(({ name }) => `\`${name}\``);
  return names.length > 0 ? names.join(", ") : (UNOBSERVABLE[id] ?? "");
}

function row({ text, file }: Remark, ...rest: string[]): string {
  return `| ${[text, `[${file}](../${SOURCES}/${file})`, ...rest].join(" | ")} |`;
}

function table(title: string, head: string[], rows: string[]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [`## ${title}`, "", line(head), line(head.map(() => "---")), ...rows].join("\n");
}
