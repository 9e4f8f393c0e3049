/** A graph of a CloudWatch dashboard. */
export interface DashboardGraph {
  title: string;
  metrics: DashboardMetric[];
}

export interface DashboardMetric {
  /** By what expressions know it. */
  id: string | undefined;
  label: string;
  isVisible: boolean;
  /** For example `Sum` or `p99`. */
  stat: string;
  periodSeconds: number;
  /** Metric math in place of a metric. */
  expression: string | undefined;
  namespace: string;
  name: string;
  dimensions: [name: string, value: string][];
}

type Options = Record<string, unknown>;

/**
 * The graphs of metrics in the body of a dashboard. A body that CloudWatch would refuse has none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function graphsIn(body: string): DashboardGraph[] {
  return widgetsIn(body).flatMap(graphOf);
}

function widgetsIn(body: string): unknown[] {
  try {
    const { widgets } = objectOf(JSON.parse(body));
    return Array.isArray(widgets) ? widgets : [];
  } catch {
    return [];
  }
}

function graphOf(widget: unknown): DashboardGraph[] {
  const { type, properties } = objectOf(widget);
  const { title, metrics, stat = "Average", period = 300 } = objectOf(properties);
  if (type !== "metric" || !Array.isArray(metrics)) return [];
  const found: DashboardMetric[] = [];
  let previous: string[] = [];
  for (const row of metrics.filter(Array.isArray) as unknown[][]) {
    const last = row.at(-1);
    const own = typeof last === "object" && last !== null ? objectOf(last) : {};
    const texts = row.filter((part) => typeof part === "string");
    const parts = texts.length > 0 ? expanded(texts, previous) : [];
    if (parts.length > 0) previous = parts;
    found.push(metricOf(parts, { stat, period, ...own }));
  }
  return [{ title: textOf(title), metrics: found }];
}

/** `.` is what stands there in the row before, `...` all of it up to what follows. */
function expanded(texts: string[], previous: string[]): string[] {
  const [first, ...rest] = texts;
  if (first === "...") return [...previous.slice(0, previous.length - rest.length), ...rest];
  return texts.map((text, i) => (text === "." ? (previous[i] ?? "") : text));
}

function metricOf(
  [namespace = "", name = "", ...rest]: string[],
  options: Options,
): DashboardMetric {
  const { id, label, expression, visible, stat, period } = options;
  const dimensions: [string, string][] = [];
  for (let i = 0; i + 1 < rest.length; i += 2) dimensions.push([rest[i]!, rest[i + 1]!]);
  const math = typeof expression === "string" ? expression : undefined;
  return {
    id: typeof id === "string" ? id : undefined,
    label: textOf(label) || math || [name, ...dimensions.map(([, value]) => value)].join(" "),
    isVisible: visible !== false,
    stat: textOf(stat) || "Average",
    periodSeconds: typeof period === "number" && period > 0 ? period : 300,
    expression: math,
    ...{ namespace, name, dimensions },
  };
}

function objectOf(value: unknown): Options {
  return typeof value === "object" && value !== null ? (value as Options) : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
