import type { Result } from "pulumi-laptop/src/experiments/experiments";
import type { Invocation } from "pulumi-laptop/src/experiments/lab";

const COLD = "◆";
const BUSY = "█";
const FROZEN = "·";

/** Draws a lane for each environment and a block for each event. Long times are drawn shorter than they are. */
export function drawLanes({ experiment, messages, environments, ...rest }: Result): string {
  const { invocations, sentence } = rest;
  const names = [...new Set(invocations.map(({ environment }) => environment))];
  const columns = columnsOf(invocations);
  const width = Math.max(...names.map((name) => name.length));
  const lanes = names.map((name) => {
    const own = invocations.filter(({ environment }) => environment === name);
    return `  ${name.padEnd(width)}  ${lane(own, columns)}`;
  });
  const events = `${invocations.length} events with $connect and $disconnect`;
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  return [
    `${experiment}: ${count(messages, "message")} (${events}), ${count(environments, "environment")}`,
    "",
    ...lanes,
    "",
    `  ${COLD} cold start   ${BUSY} handles an event   ${FROZEN} frozen`,
    "",
    sentence,
  ].join("\n");
}

type Columns = Map<string, number>;

/** The column of each start and end: time passes between any two of them. */
function columnsOf(invocations: Invocation[]): Columns {
  const points = invocations
    .flatMap((invocation, index) => [
      { key: `start ${idOf(invocation)}`, at: invocation.start, order: 2 * index },
      { key: `end ${idOf(invocation)}`, at: invocation.end, order: 2 * index + 1 },
    ])
    .sort((a, b) => a.at - b.at || a.order - b.order);
  let column = 0;
  const columns: Columns = new Map();
  points.forEach(({ key, at }, i) => {
    if (i > 0) column += columnsFor(at - points[i - 1]!.at);
    columns.set(key, column);
  });
  return columns;
}

/** One column for 10 ms and less, three more for each ten times as long. */
function columnsFor(milliseconds: number): number {
  return 1 + Math.round(3 * Math.max(0, Math.log10(milliseconds / 10)));
}

function lane(invocations: Invocation[], columns: Columns): string {
  let text = "";
  invocations.forEach((invocation, i) => {
    const start = columns.get(`start ${idOf(invocation)}`)!;
    const end = columns.get(`end ${idOf(invocation)}`)!;
    text = text.padEnd(start, i === 0 ? " " : FROZEN);
    const block = BUSY.repeat(end - start);
    text += invocation.cold ? COLD + block.slice(1) : block;
  });
  return text;
}

function idOf({ environment, start, event }: Invocation): string {
  return `${environment} ${start} ${event}`;
}
