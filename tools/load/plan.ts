import { UserError } from "pulumi-laptop/src/shared/errors";
import { billOf, METERS, dollarsOf, type Prices } from "../cost/bill";
import prices from "../cost/prices.json";
import type { LoadOptions } from "./options";

/** The most connections that a service elsewhere gets without --yes. */
const MOST_FOREIGN = 1000;

/** What a run will do, and what it would cost on AWS. */
export interface Plan {
  messages: number;
  deliveries: number;
  openingMs: number;
  dollars: number;
}

type Planned = Pick<
  LoadOptions,
  "url" | "connections" | "rate" | "durationMs" | "openRate" | "reaches" | "yes"
>;

export function planOf(options: Planned): Plan {
  const { connections, rate, durationMs, openRate, reaches } = options;
  const openingMs = (connections / openRate) * 1000;
  const messages = Math.round((rate * durationMs) / 1000);
  const recipients = reaches === "all" ? connections : 1;
  const perMonth = {
    ...{ connections, messagesPerSecond: rate, recipients, messageBytes: 100 },
    // The run is a part of a month in which nobody comes or goes.
    ...{ connectionMinutes: 120, memoryMb: 512, msPerEvent: 10 },
    ...{ cpuMsPerPost: 0.2, logBytesPerEvent: 500 },
  };
  const share = (openingMs + durationMs) / (730 * 3600 * 1000);
  const { lines } = billOf(perMonth, prices);
  // Tiers of a month begin with the first unit: a run is in the first.
  const dollars = lines.reduce((sum, { meter, quantity }, i) => {
    const price = (prices as Prices)[METERS[i]!];
    return sum + dollarsOf(quantity * (prices as Prices)[meter].per * share, price);
  }, 0);
  return { messages, deliveries: messages * recipients, openingMs, dollars };
}

/** @throws UserError for many connections to a service that is not on this machine. */
export function refuseForeign(options: Planned, { dollars }: Plan): void {
  const { hostname } = new URL(options.url);
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (isHere || options.yes || options.connections <= MOST_FOREIGN) return;
  throw new UserError(
    "USAGE",
    `${options.connections} connections to "${hostname}" cost whoever runs it about ${shown(dollars)} on AWS. Add --yes if that is meant.`,
  );
}

/** What is about to happen, in a sentence. */
export function announce(options: Planned, plan: Plan): string {
  const { messages, deliveries, openingMs, dollars } = plan;
  const count = (value: number) => value.toLocaleString("en-US");
  const seconds = Math.ceil((openingMs + options.durationMs) / 1000);
  return `${count(options.connections)} connections, ${count(messages)} messages, ${count(deliveries)} deliveries, about ${seconds} s. On AWS that costs about ${shown(dollars)}.`;
}

function shown(dollars: number): string {
  return `$${dollars.toFixed(dollars < 0.1 ? 4 : 2)}`;
}
