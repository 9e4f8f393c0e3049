import type { Tally } from "./ledger";
import type { Usage } from "./service";

export interface Sample extends Usage {
  connections: number;
}

/** What happened in a soak. */
export interface Outcome extends Tally {
  /** Taken at equal intervals over the whole time. */
  samples: Sample[];
  /** With no connection and no execution environment: before the first and after the last. */
  restBefore: Usage;
  restAfter: Usage;
  /** Handshakes that were refused though no environment was killed. */
  refused: number;
  /** Connections that ended without being asked to. */
  dropped: number;
  saves: number;
  reloads: number;
}

export interface Verdict {
  passed: boolean;
  /** A sentence for each thing that was judged. */
  sentences: string[];
}

/** How much more there may be in the last quarter than in the second: a share, or a few where that is more. */
const TOLERATED = 0.1;

/**
 * How many of a quarter's samples are below the one that stands for it. Most samples show how many environments the last
 * save or the last death happened to start; the lowest show what stays between them, which is what grows in a leak.
 */
const QUIET = 0.1;

/** Descriptors that may be opened once, at the first use of something. */
const FEW_AT_REST = 5;

/** How many more execution environments are tolerated: their number follows what happens to be under way. */
const FEW_CHILDREN = 2;

/** What a warm environment of this program keeps in memory. */
const MB_OF_CHILD = 70;

/** What the service has open for a busy environment: pipes, and the connections that the function keeps alive. */
const DESCRIPTORS_OF_CHILD = 40;

interface Measure {
  name: string;
  of(sample: Sample): number;
  /** What is always tolerated. */
  few: number;
  unit: string;
}

const MB = 1e6;

const MEASURES: Measure[] = [
  { name: "Memory of the service", of: (sample) => sample.serviceBytes / MB, few: 10, unit: " MB" },
  {
    name: "Memory of its children",
    of: (sample) => sample.childrenBytes / MB,
    few: FEW_CHILDREN * MB_OF_CHILD,
    unit: " MB",
  },
  {
    name: "Descriptors",
    of: (sample) => sample.descriptors,
    few: FEW_CHILDREN * DESCRIPTORS_OF_CHILD,
    unit: "",
  },
  { name: "Children", of: (sample) => sample.children, few: FEW_CHILDREN, unit: "" },
];

/** Judges a soak: nothing grew after the first quarter of the time, and nothing was lost. */
export function judge(outcome: Outcome): Verdict {
  const judged = [
    ...MEASURES.map((measure) => judgeGrowth(outcome.samples, measure)),
    judgeRest(outcome),
    none(outcome.lost, "copies were lost"),
    none(outcome.repeated, "copies were sent again"),
    none(outcome.failed, "messages failed though no environment was killed"),
    none(outcome.refused, "connections were refused though no environment was killed"),
    none(outcome.dropped, "connections ended by themselves"),
    none(outcome.saves - outcome.reloads, "saves were not answered by a program that runs"),
    { passed: outcome.deliveries > 0, sentence: `${outcome.deliveries} copies arrived.` },
  ];
  return {
    passed: judged.every(({ passed }) => passed),
    sentences: judged.map(({ passed, sentence }) => `${passed ? "ok  " : "FAIL"} ${sentence}`),
  };
}

/** Compares quiet moments of the second and the last quarter. */
function judgeGrowth(samples: Sample[], { name, of, few, unit }: Measure) {
  const [second, last] = [quarter(samples, 1), quarter(samples, 3)].map((part) =>
    quantile(part.map(of), QUIET),
  ) as [number, number];
  const most = second + Math.max(few, second * TOLERATED);
  const [from, to, limit] = [second, last, most].map((value) => Math.round(value) + unit);
  const sentence = `${name}, when it is quiet: ${from} in the second quarter, ${to} in the last (at most ${limit}).`;
  return { passed: last <= most, sentence };
}

/** What a save or a connection left behind for ever is seen when everyone has left. */
function judgeRest({ restBefore, restAfter }: Outcome) {
  const sentence = `Descriptors and children at rest: ${restBefore.descriptors} and ${restBefore.children} before, ${restAfter.descriptors} and ${restAfter.children} after (at most ${FEW_AT_REST} more descriptors).`;
  return { passed: isAtRest(restAfter, restBefore), sentence };
}

/** Whether a service has no more than it had at rest before. */
export function isAtRest(now: Usage, before: Usage): boolean {
  return now.descriptors <= before.descriptors + FEW_AT_REST && now.children <= before.children;
}

function none(count: number, what: string) {
  return { passed: count === 0, sentence: `${count} ${what}.` };
}

function quarter(samples: Sample[], index: number): Sample[] {
  const [from, to] = [index, index + 1].map((n) => Math.floor((samples.length * n) / 4));
  return samples.slice(from, to);
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}
