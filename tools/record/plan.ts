import { dollarsOf, type Prices } from "../cost/bill";
import prices from "../cost/prices.json";
import type { Case } from "./cases/case";

/** A case opens a connection or two, and sends as few messages. */
const MESSAGES_OF_A_CASE = 4;
const SECONDS_OF_A_CASE = 1;

/** What a run will take, and what it would cost on AWS. */
export interface RecordPlan {
  cases: number;
  /** Messages as API Gateway meters them, and at most as many invocations. */
  messages: number;
  seconds: number;
  dollars: number;
}

export function planOf(cases: readonly Case[]): RecordPlan {
  const messages = cases.reduce((sum, each) => sum + (each.messages ?? MESSAGES_OF_A_CASE), 0);
  const minutes = cases.reduce((sum, { slowMs = 0 }) => sum + slowMs / 60_000, 0);
  // One after the other, but for the slow ones, which wait at the same time.
  const slowest = Math.max(0, ...cases.map(({ slowMs = 0 }) => slowMs / 1000));
  const quick = cases.filter(({ slowMs }) => slowMs === undefined).length;
  const of = (meter: keyof Prices, units: number) => dollarsOf(units, (prices as Prices)[meter]);
  const dollars =
    of("messages", messages) +
    of("connectionMinutes", minutes + cases.length) +
    of("invocations", messages);
  return {
    cases: cases.length,
    messages,
    seconds: Math.ceil(quick * SECONDS_OF_A_CASE + slowest),
    dollars,
  };
}

/** What is about to happen, in a sentence. */
export function announce({ cases, messages, seconds, dollars }: RecordPlan, host: string): string {
  const time = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
  return `${cases} cases against ${host}, about ${time}. On AWS that is ${messages.toLocaleString("en-US")} messages and at most as many invocations, about $${dollars.toFixed(4)}.`;
}
