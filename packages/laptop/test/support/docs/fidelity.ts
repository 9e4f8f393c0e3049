import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const REPOSITORY = join(__dirname, "../../../../..");

/** Matches until the end of the sentence, over the lines of a comment. */
const REMARK =
  /(?:\/\/|\/?\*+) *(Unconfirmed|Differs from AWS): ((?:[^.*\n]|\.(?=\S)|\n *(?:\/\/|\*(?!\/)) *)*)/g;

/** The rows of the README's table that the comments `Unconfirmed:` and `Differs from AWS:` ask for. */
export function remarksInCode(): string[] {
  const files = readdirSync(join(REPOSITORY, "packages/laptop/src"), {
    recursive: true,
    encoding: "utf8",
  });
  return files
    .filter((file) => /\.(ts|cjs)$/.test(file))
    .flatMap((file) => {
      const path = `packages/laptop/src/${file.replaceAll("\\", "/")}`;
      const text = readFileSync(join(REPOSITORY, path), "utf8");
      return [...text.matchAll(REMARK)].map(([, kind, remark]) => {
        const wording = remark!.replace(/\n *(?:\/\/|\*) */g, " ").trim();
        return `| ${kind === "Unconfirmed" ? "unconfirmed" : "differs"} | ${wording} | [${path}](${path}) |`;
      });
    })
    .sort();
}

/** Those rows of the README. */
export function remarksInReadme(): string[] {
  const readme = readFileSync(join(REPOSITORY, "README.md"), "utf8");
  return readme
    .split("\n")
    .filter((line) => /^\| (unconfirmed|differs) +\|/.test(line))
    .map((line) => line.replace(/ +/g, " "))
    .sort();
}
