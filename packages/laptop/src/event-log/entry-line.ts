import type { JournalEntry } from "../shared/journal";
import { timeOfDay } from "./format";

/** Longer values are shortened. A file of `--journal` has them whole. */
const MAX_VALUE = 300;

/** An entry of the journal with all its fields: `10:41:07.123  apigateway.ping  connectionId="..."`. */
export function entryLine({ time, service, event, ...fields }: JournalEntry): string {
  const shown = Object.entries(fields).map(([name, value]) => `${name}=${valueOf(value)}`);
  return [timeOfDay(Date.parse(time), true), `${service}.${event}`, shown.join(" ")].join("  ");
}

function valueOf(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  if (text.length <= MAX_VALUE) return text;
  return `${text.slice(0, MAX_VALUE)}… (${text.length.toLocaleString("en-US")} characters)`;
}
