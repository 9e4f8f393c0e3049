import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./page";

/** The laptop's sources. */
export const SOURCES = "packages/laptop/src";

/** Matches until the end of the sentence, over the lines of a comment. */
const REMARK =
  /(?:\/\/|\/?\*+) *(?:Unconfirmed \[([\w-]+)\]|(Differs from AWS)): ((?:[^.*\n]|\.(?=\S)|\n *(?:\/\/|\*(?!\/)) *)*)/g;

/** A comment that says how the laptop and AWS differ, or may. */
export interface Remark {
  kind: "Differs" | "Unconfirmed";
  /** By what recordings know it; empty for what differs. */
  id: string;
  text: string;
  /** Path below the laptop's sources. */
  file: string;
}

/** Every comment `Differs from AWS: ...` and `Unconfirmed [ID]: ...` of the laptop's sources. */
export function remarksInSources(): Remark[] {
  const files = readdirSync(join(REPOSITORY, SOURCES), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => /\.c?ts$|\.cjs$/.test(file))
    .map((file) => file.replaceAll("\\", "/"))
    .sort()
    .flatMap((file) => remarksIn(readFileSync(join(REPOSITORY, SOURCES, file), "utf8"), file));
}

/** @throws Error if an unconfirmed remark has no ID. */
export function remarksIn(source: string, file: string): Remark[] {
  if (/(?:\/\/|\*) *Unconfirmed:/.test(source))
    throw new Error(
      `${file} has a comment "Unconfirmed:" without an ID. Write "Unconfirmed [ID]:".`,
    );
  return [...source.matchAll(REMARK)].map(([, id = "", differs, text]) => ({
    kind: differs === undefined ? "Unconfirmed" : "Differs",
    id,
    text: text!.replace(/\n *(?:\/\/|\*) */g, " ").trim(),
    file,
  }));
}
