import type { FunctionReport } from "./report";

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
  for (const { severity, file, line, message } of findings)
    lines.push(`    ${severity}: ${file}:${line}: ${message}`);
  return lines.join("\n");
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
