import type { Probe } from "../probe/probe";

/** One thing that is done from outside, and what is expected of the laptop. The same on AWS and on a laptop. */
export interface Case {
  /** Known by it in recordings. */
  name: string;
  /** IDs of the comments `Unconfirmed [ID]:` that it settles; none for what AWS documents. */
  rows: string[];
  /** Observed from outside, line by line: heads and bodies, frames, closes. */
  run(probe: Probe): Promise<string[]>;
  /** What the laptop does, masked. */
  expected: string[];
  /** How long it takes, in ms, if that is minutes: such a case runs only if it is asked for. */
  slowMs?: number;
  /** What it costs on AWS, if that is more than a few messages: messages of 32 KB, and invocations. */
  messages?: number;
}
