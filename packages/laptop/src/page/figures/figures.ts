import type { Model } from "../../model/model";
import type { JournalEntry } from "../../shared/journal";
import type { FigureNow } from "../services/now";
import { Collector, MEASURED } from "./collect";
import { graphsIn, type DashboardGraph, type DashboardMetric } from "./graphs";
import { readExpression } from "./math";
import { keyOf, MetricStore } from "./metric-store";

const ABSENT = "not measured on a laptop";

type Points = Pick<FigureNow, "points" | "note">;

/** The figures of the program's dashboards, from the metrics that the laptop has. */
export class Figures {
  readonly #store = new MetricStore();
  readonly #collector = new Collector(this.#store);
  #dashboards: Model["dashboards"] | undefined;
  #graphs: DashboardGraph[] = [];

  apply(entry: JournalEntry): void {
    this.#collector.apply(entry);
  }

  /** Keeps from now on what these dashboards show. */
  update(dashboards: Model["dashboards"]): void {
    if (dashboards === this.#dashboards) return;
    this.#dashboards = dashboards;
    this.#graphs = dashboards.flatMap(graphsIn);
    const metrics = this.#graphs.flatMap((graph) => graph.metrics);
    this.#store.keep(metrics.filter(({ expression }) => expression === undefined).map(keyOfMetric));
  }

  of(nowMs: number): FigureNow[] {
    return this.#graphs.flatMap((graph) =>
      graph.metrics
        .filter(({ isVisible }) => isVisible)
        .map((metric) => ({
          graph: graph.title,
          label: metric.label,
          ...this.#pointsOf(metric, graph, nowMs),
        })),
    );
  }

  #pointsOf(metric: DashboardMetric, graph: DashboardGraph, nowMs: number): Points {
    if (metric.expression !== undefined) return this.#computed(metric.expression, graph, nowMs);
    if (!isMeasured(metric)) return { points: [], note: ABSENT };
    const { stat, periodSeconds } = metric;
    const points = this.#store.points(keyOfMetric(metric), stat, periodSeconds, nowMs);
    if (!points) return { points: [], note: `the statistic ${stat} is not computed on a laptop` };
    // Its latencies come as sets of a minute.
    const isLost = metric.namespace === "AWS/ApiGateway" && stat.startsWith("p");
    return { points, note: isLost ? `${stat} is ${ABSENT}` : "" };
  }

  #computed(text: string, { metrics }: DashboardGraph, nowMs: number): Points {
    const expression = readExpression(text);
    if (!expression) return { points: [], note: "its expression is not computed on a laptop" };
    const used = metrics.filter(
      ({ id, expression: math }) =>
        id !== undefined && math === undefined && expression.ids.includes(id),
    );
    const known = new Map(
      used.map((metric) => [metric.id, this.#pointsOf(metric, { title: "", metrics: [] }, nowMs)]),
    );
    const length = Math.max(0, ...[...known.values()].map(({ points }) => points.length));
    const points = Array.from({ length }, (_, i) =>
      expression.valueWith((id) => known.get(id)?.points[i] ?? null),
    );
    const missing = used.filter(({ id }) => known.get(id)!.note !== "").map(({ name }) => name);
    return {
      points,
      note: missing.length > 0 ? `without ${[...new Set(missing)].join(", ")}` : "",
    };
  }
}

function isMeasured({ namespace, name }: DashboardMetric): boolean {
  return namespace.startsWith("AWS/") ? (MEASURED[namespace]?.includes(name) ?? false) : true;
}

function keyOfMetric({ namespace, name, dimensions }: DashboardMetric): string {
  return keyOf(namespace, name, dimensions);
}
