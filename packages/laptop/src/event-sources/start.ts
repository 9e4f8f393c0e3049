import type { Model } from "../model/model";
import type { Queues } from "../sqs/queues";
import { Poller, type PollerDeps } from "./poller";

export interface EventSources {
  /** Takes over a changed program. Batches that run go on, and mappings that stay as they are. */
  update(model: Pick<Model, "eventSources">): void;
  close(): void;
}

/** The event source mappings of the program. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function startEventSources(
  model: Pick<Model, "eventSources">,
  { queues, ...deps }: Omit<PollerDeps, "queue"> & { queues: Queues },
): EventSources {
  /** By the mapping as the program declares it. */
  let pollers = new Map<string, Poller>();
  const update = ({ eventSources }: Pick<Model, "eventSources">) => {
    const before = pollers;
    pollers = new Map();
    for (const source of eventSources) {
      const key = JSON.stringify(source);
      const queue = queues.find(source.queueArn);
      if (!source.enabled || !queue) continue;
      const kept = before.get(key);
      const isSame = kept?.queue === queue;
      pollers.set(key, isSame ? kept : new Poller(source, { ...deps, queue }));
      if (isSame) before.delete(key);
    }
    for (const poller of before.values()) poller.close();
  };
  update(model);
  return { update, close: () => update({ eventSources: [] }) };
}
