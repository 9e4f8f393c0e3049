import type { HttpApi } from "../../model/model";
import type { JournalEntry } from "../../shared/journal";
import { Distribution } from "../state/distribution";
import type { RouteNow } from "./now";

/** The most requests without an answer that are remembered. */
const MAX_PENDING = 10_000;

interface Counts {
  requests: number;
  statuses: Record<string, number>;
  times: Distribution;
  lastAt: number;
}

/** Counts the requests to HTTP APIs by route. Its memory is bounded by the routes. */
export class RequestCounts {
  readonly #byRoute = new Map<string, Counts>();
  /** The counts that the answer to a request goes to, by the ID of the request. */
  readonly #pending = new Map<unknown, Counts>();

  apply({ service, event, time, ...fields }: JournalEntry): void {
    if (service !== "apigateway") return;
    const { apigwRequestId, apiId, routeKey, status, durationMs } = fields;
    if (event === "request" && typeof apiId === "string") {
      const counts = this.#countsOf(keyOf(apiId, routeKey));
      counts.requests++;
      counts.lastAt = Date.parse(time);
      this.#pending.set(apigwRequestId, counts);
      if (this.#pending.size > MAX_PENDING) this.#pending.delete(this.#pending.keys().next().value);
    }
    const counts = event === "response" ? this.#pending.get(apigwRequestId) : undefined;
    if (!counts) return;
    this.#pending.delete(apigwRequestId);
    const answered = String(status);
    counts.statuses[answered] = (counts.statuses[answered] ?? 0) + 1;
    counts.times.add(Number(durationMs));
  }

  /** The routes that the program declares now, and requests to its APIs that no route took. */
  of(apis: readonly HttpApi[]): RouteNow[] {
    return apis.flatMap((api) =>
      [...api.routes.map(({ routeKey }) => routeKey), null].flatMap((routeKey) => {
        const counts = this.#byRoute.get(keyOf(api.id, routeKey));
        if (!counts && routeKey === null) return [];
        return { api: api.logicalName, routeKey, ...shown(counts) };
      }),
    );
  }

  #countsOf(key: string): Counts {
    const known = this.#byRoute.get(key);
    const counts = known ?? { requests: 0, statuses: {}, times: new Distribution(), lastAt: 0 };
    if (!known) this.#byRoute.set(key, counts);
    return counts;
  }
}

function keyOf(apiId: string, routeKey: unknown): string {
  return JSON.stringify([apiId, routeKey]);
}

function shown(counts: Counts | undefined): Omit<RouteNow, "api" | "routeKey"> {
  if (!counts) return { requests: 0, statuses: {}, medianMs: 0, maxMs: 0, lastAt: undefined };
  const { requests, statuses, times, lastAt } = counts;
  const maxMs = times.count === 0 ? 0 : times.max;
  return { requests, statuses, medianMs: times.quantile(0.5), maxMs, lastAt };
}
