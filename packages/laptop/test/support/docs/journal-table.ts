import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const REPOSITORY = join(__dirname, "../../../../..");

/** The table of docs/journal.md: the fields of each event, for example of `lambda.init`. */
export function journalTable(): Map<string, string[]> {
  const text = readFileSync(join(REPOSITORY, "docs/journal.md"), "utf8");
  const rows = text
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((cells) => cells.length === 6 && /^[a-z]+$/.test(cells[1]!) && cells[1] !== "service");
  return new Map(
    rows.map(([, service, event, fields]) => [
      `${service}.${event}`,
      fields === "" ? [] : fields!.split(", "),
    ]),
  );
}

/** Every event that the code records; helpers named `#record` and `recordOnce` add the folder's service. */
export function recordedEvents(): Set<string> {
  const files = readdirSync(join(REPOSITORY, "packages/laptop/src"), {
    recursive: true,
    encoding: "utf8",
  });
  const events = files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(REPOSITORY, "packages/laptop/src", file), "utf8");
      const whole = [...text.matchAll(/\.record\(\s*"(\w+)",\s*"(\w+)"/g)];
      const own = [...text.matchAll(/(?:#record|recordOnce)\(\s*"(\w+)"/g)];
      const service = file.split(/[\\/]/)[0]!;
      return [
        ...whole.map(([, name, event]) => `${name}.${event}`),
        ...own.map(([, event]) => `${service}.${event}`),
      ];
    });
  return new Set(events);
}
