import type { FunctionReport } from "./report";

/**
 * What is said first: whether the functions would behave the same in Lambda, with the findings, and what each weighs.
 * @param isVerbose whether each function's captured names and packages follow.
 */
export function summaryOf(reports: readonly FunctionReport[], isVerbose: boolean): string {
  const all = reports.flatMap(({ findings }) => findings);
  const errors = all.filter(({ severity }) => severity === "error").length;
  const warnings = all.length - errors;
  const functions = `${plural(reports.length, "function")}`;
  const verdict =
    all.length === 0
      ? `${functions}, no findings: the code behaves the same in Lambda as far as can be told.`
      : `${functions}, ${plural(errors, "error")}, ${plural(warnings, "warning")}.`;
  const found = reports.flatMap(({ name, findings }) =>
    findings.map((finding) => `  ${name}: ${findingLine(finding)}`),
  );
  const sizes = reports.map(({ name, bytes, gzipBytes, initMs }) => [
    name,
    bytes === null ? "refused" : `${count(bytes)} bytes`,
    gzipBytes === null ? "" : `${count(gzipBytes)} gzipped`,
    initMs === null ? "" : `Init phase ${initMs} ms`,
  ]);
  const table = columns(sizes, [1, 2]).map((line) => line.slice(2));
  const more = "Captured names and packages: --verbose";
  return [
    verdict,
    ...found,
    "",
    ...table,
    "",
    ...(isVerbose ? [reports.map(textOf).join("\n\n")] : [more]),
  ].join("\n");
}

/** The report of one function, for people. */
export function textOf(report: FunctionReport): string {
  const { name, bytes, gzipBytes, initMs, packages, captured, findings } = report;
  const lines = [name];
  lines.push("", captured.length === 0 ? "  captured nothing" : "  captured");
  lines.push(
    ...columns(
      captured.map((thing) => [
        thing.name,
        thing.kind,
        thing.from ?? "",
        `${thing.file}:${thing.line}`,
      ]),
    ),
  );
  if (bytes !== null && gzipBytes !== null) {
    const shares = [...packages, { name: "total", bytes, gzipBytes }];
    const rows = shares.map((share) => [share.name, count(share.bytes), count(share.gzipBytes)]);
    lines.push("", "  bundle", ...columns([["", "bytes", "gzipped"], ...rows], [1, 2]));
  }
  if (initMs !== null) lines.push("", `  Init phase  ${initMs} ms`);
  lines.push("", findings.length === 0 ? "  No findings." : "  findings");
  for (const finding of findings) lines.push(`    ${findingLine(finding)}`);
  return lines.join("\n");
}

function findingLine({ severity, file, line, message }: FunctionReport["findings"][number]) {
  return `${severity}: ${file}:${line}: ${message}`;
}

function plural(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Rows in columns; those that are numbers to the right. */
function columns(rows: string[][], numbers: number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) =>
      numbers.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
    );
    return `    ${cells.join("  ")}`.trimEnd();
  });
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
