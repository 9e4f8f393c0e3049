import { deepEqual, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LOG_QUERIES } from "../components/view/log-queries";
import { widgetsOf } from "../components/view/widgets";
import { summaryLine } from "../handlers/broadcast/summary";
import { PROJECT_FOLDER } from "./support/evaluated";

const SUMMARY = {
  ...{ listed: 0, sent: 0, gone: 0, retried: 0, repeated: 0, failed: 0, passedToFanOut: 0 },
  ...{ pages: 0, durationMs: 0 },
};

describe("docs/operating.md", () => {
  const page = readFileSync(join(PROJECT_FOLDER, "docs/operating.md"), "utf8");
  const section = (title: string) => page.split(`\n## ${title}\n`)[1]!.split("\n## ")[0]!;

  it("names every saved query", () => {
    for (const name of Object.keys(LOG_QUERIES)) ok(page.includes(`\`${name}\``), name);
  });

  it("explains every field of a log line that the queries show or the handlers write", () => {
    const explained = new Set(section("Log lines").match(/(?<=`)[\w.]+(?=`)/g));
    const written = Object.keys(summaryLine({ what: "", requestId: "" }, SUMMARY, 0));
    const shown = Object.values(LOG_QUERIES).flatMap(([fields]) =>
      fields!.replace("fields ", "").split(", "),
    );
    const roots = [...written, ...shown.map((field) => field.split(".")[0]!)];
    const unexplained = roots.filter((field) => !field.startsWith("@") && !explained.has(field));
    deepEqual(unexplained, []);
  });

  it("points at graphs that the dashboard has", () => {
    const stage = { apiId: "a", name: "prod" };
    const widgets = widgetsOf({ region: "", stage, functions: [], senders: [], tables: ["t"] });
    const titles = widgets.map((widget) => (widget as Widget).properties.title);
    const looked = section("What people notice")
      .split("\n")
      .map((row) => row.split("|")[2] ?? "");
    const named = looked
      .flatMap((cell) => [...cell.matchAll(/"([^"]+)"/g)])
      .map(([, title]) => title!);
    ok(named.length >= 4, named.join());
    deepEqual(
      named.filter((title) => !titles.includes(title)),
      [],
    );
  });
});

interface Widget {
  properties: { title: string };
}
