import type { Clock, Timer } from "../../shared/clock";
import type { Journal } from "../../shared/journal";
import type { Stage } from "../../model/model";
import type { EndedEvent, EventResult } from "./ended-event";

/** How often API Gateway sends its metrics to CloudWatch. */
const PERIOD_MS = 60_000;

/**
 * The metrics of a stage or of one of its routes, under CloudWatch's names.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 */
interface Counts {
  ConnectCount: number;
  MessageCount: number;
  ClientError: number;
  IntegrationError: number;
  ExecutionError: number;
  /** In milliseconds; only where an integration was called. */
  IntegrationLatency?: Statistics;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_StatisticSet.html */
interface Statistics {
  SampleCount: number;
  Sum: number;
  Minimum: number;
  Maximum: number;
}

interface Dimensions {
  apiId: string;
  stage: string;
  /** Only where the stage or the route has detailed metrics. */
  routeKey?: string;
}

/** Counts events, and records the metrics of each stage in the journal once a minute if there were events. */
export class Metrics {
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #series = new Map<string, { dimensions: Dimensions; counts: Counts }>();
  #timer: Timer | undefined;

  constructor(clock: Clock, journal: Journal) {
    this.#clock = clock;
    this.#journal = journal;
  }

  count(event: EndedEvent, result: EventResult): void {
    const { routeKey, stage } = event;
    this.#add(undefined, event, result);
    if (hasDetails(stage, routeKey)) this.#add(routeKey, event, result);
    this.#timer ??= this.#clock.after(this.#untilNext(), () => this.record());
  }

  /** Records the counts and resets them. */
  record(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { dimensions, counts } of this.#series.values())
      this.#journal.record("apigateway", "metrics", { ...dimensions, metrics: counts });
    this.#series.clear();
  }

  #untilNext(): number {
    return PERIOD_MS - (this.#clock.now() % PERIOD_MS);
  }

  /** @param routeKey undefined for the stage as a whole. */
  #add(routeKey: string | undefined, event: EndedEvent, result: EventResult): void {
    const { apiId, stage } = event;
    const key = `${apiId}/${stage.name}/${routeKey ?? ""}`;
    let series = this.#series.get(key);
    if (!series) {
      const dimensions = { apiId, stage: stage.name, ...(routeKey !== undefined && { routeKey }) };
      this.#series.set(key, (series = { dimensions, counts: zero() }));
    }
    addTo(series.counts, event, result);
  }
}

/** A route's own settings override the stage's. */
function hasDetails({ detailedMetrics }: Stage, routeKey: string): boolean {
  return detailedMetrics.routes.get(routeKey) ?? detailedMetrics.byDefault;
}

function zero(): Counts {
  return {
    ConnectCount: 0,
    MessageCount: 0,
    ClientError: 0,
    IntegrationError: 0,
    ExecutionError: 0,
  };
}

function addTo(counts: Counts, { eventType }: EndedEvent, result: EventResult): void {
  const { status, fault, integrationLatencyMs, isSent } = result;
  const isIntegrated = integrationLatencyMs !== undefined || !fault;
  if (eventType === "CONNECT" && isIntegrated) counts.ConnectCount++;
  // Unconfirmed [metric-message-count]: MessageCount includes posts and route responses, but not error frames.
  if (eventType === "MESSAGE") counts.MessageCount++;
  if (isSent) counts.MessageCount++;
  if (!isIntegrated && status < 500) counts.ClientError++;
  // Unconfirmed [metric-errors]: a function that fails counts as IntegrationError, one that cannot be called or takes too long as ExecutionError.
  const type = fault?.responseType;
  const isExecution = type === "API_CONFIGURATION_ERROR" || type === "INTEGRATION_TIMEOUT";
  if (isIntegrated && isExecution) counts.ExecutionError++;
  else if (isIntegrated && status >= 400) counts.IntegrationError++;
  if (integrationLatencyMs !== undefined) addLatency(counts, integrationLatencyMs);
}

function addLatency(counts: Counts, latencyMs: number): void {
  const { SampleCount, Sum, Minimum, Maximum } = counts.IntegrationLatency ?? NO_SAMPLES;
  counts.IntegrationLatency = {
    SampleCount: SampleCount + 1,
    Sum: Sum + latencyMs,
    Minimum: Math.min(Minimum, latencyMs),
    Maximum: Math.max(Maximum, latencyMs),
  };
}

const NO_SAMPLES: Statistics = { SampleCount: 0, Sum: 0, Minimum: Infinity, Maximum: -Infinity };
