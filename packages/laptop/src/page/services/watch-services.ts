import type { Clock } from "../../shared/clock";
import type { Journal } from "../../shared/journal";
import type { QueueState } from "../../sqs/queue-state";
import { Figures } from "../figures/figures";
import type { PageTarget } from "../target";
import type { QueueNow, ServicesNow } from "./now";
import { RequestCounts } from "./request-counts";
import { RuleCounts } from "./rule-counts";

export interface WatchedServices {
  /** What is now; undefined until the program is served. */
  now(): ServicesNow | undefined;
  close(): void;
}

/** Counts what HTTP APIs and EventBridge do, and what dashboards show. Nothing is read from queues unless a page asks. */
export function watchServices(
  target: () => PageTarget | undefined,
  journal: Journal,
  clock: Clock,
): WatchedServices {
  const [requests, rules, figures] = [new RequestCounts(), new RuleCounts(), new Figures()];
  const close = journal.subscribe((entry) => {
    const { dashboards } = target()?.model ?? {};
    if (dashboards) figures.update(dashboards);
    figures.apply(entry);
    requests.apply(entry);
    rules.apply(entry);
  });
  return {
    now() {
      const { model, services } = target() ?? {};
      if (!model || !services) return undefined;
      figures.update(model.dashboards);
      return {
        routes: requests.of(model.httpApis),
        queues: services.sqs.queues.all().map(queueNow),
        rules: rules.of(model, services.eventBridge.nextTimes()),
        figures: figures.of(clock.now()),
      };
    },
    close,
  };
}

function queueNow({ definition, counts }: QueueState): QueueNow {
  const { oldestSentAtMs, ...numbers } = counts;
  return {
    name: definition.logicalName,
    ...numbers,
    oldestAt: oldestSentAtMs,
    deadLetterQueue: definition.redrive?.targetArn.split(":").at(-1),
  };
}
