import { countdown, duration, timeOfDay } from "../../../../event-log/format";
import type { QueueNow, RouteNow, RuleNow, ServicesNow } from "../../../services/now";
import { FiguresView } from "./figures-view";
import { ServiceTable } from "./service-table";

const DAY_MS = 24 * 60 * 60 * 1000;

/** HTTP APIs, queues, rules with schedules, and figures of dashboards: each only if the program has some. */
export class ServicesView {
  readonly #routes = new ServiceTable<RouteNow>(
    "http-api",
    ["Route", "API", "Requests", "Statuses", "Median", "Longest", "Last"],
    routeCells,
    2,
  );
  readonly #queues = new ServiceTable<QueueNow>(
    "queue",
    ["Queue", "Visible", "In flight", "Delayed", "Oldest, min:s", "Dead-letter queue"],
    queueCells,
  );
  readonly #rules = new ServiceTable<RuleNow>(
    "rule",
    ["Name", "Kind", "Next", "Last", "Matched", "Delivered", "Failed"],
    ruleCells,
    2,
  );

  readonly #figures = new FiguresView();

  show({ routes, queues, rules, figures }: ServicesNow, nowMs: number): void {
    this.#routes.show(routes, nowMs);
    this.#queues.show(queues, nowMs);
    this.#rules.show(rules, nowMs);
    this.#figures.show(figures);
  }
}

function routeCells({ api, routeKey, requests, statuses, ...times }: RouteNow): string[] {
  const answers = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  const took = (ms: number) => (answers.length === 0 ? "" : duration(ms));
  return [
    routeKey ?? "no route",
    api,
    String(requests),
    answers.join(", "),
    took(times.medianMs),
    took(times.maxMs),
    times.lastAt === undefined ? "" : timeOfDay(times.lastAt),
  ];
}

function queueCells({ name, visible, inFlight, delayed, ...rest }: QueueNow, nowMs: number) {
  const { oldestAt, deadLetterQueue = "" } = rest;
  const age = oldestAt === undefined ? "" : countdown(nowMs - oldestAt);
  return [name, String(visible), String(inFlight), String(delayed), age, deadLetterQueue];
}

function ruleCells({ kind, name, isEnabled, ...rest }: RuleNow, nowMs: number): string[] {
  const { nextAt, lastAt, matched, delivered, failed } = rest;
  return [
    name,
    isEnabled ? kind : `${kind}, disabled`,
    nextAt === undefined ? "" : `${moment(nextAt, nowMs)}, in ${countdown(nextAt - nowMs)}`,
    lastAt === undefined ? "" : moment(lastAt, nowMs),
    String(matched),
    String(delivered),
    String(failed),
  ];
}

/** The time of day, with the day if that is not near. */
function moment(at: number, nowMs: number): string {
  const day = Math.abs(at - nowMs) < DAY_MS ? "" : `${new Date(at).toLocaleDateString("en-CA")} `;
  return day + timeOfDay(at);
}
