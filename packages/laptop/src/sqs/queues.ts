import type { Model } from "../model/model";
import { QueueState, type QueueDeps } from "./queue-state";

/** The queues of the program. */
export class Queues {
  readonly #byArn = new Map<string, QueueState>();

  constructor(
    model: Pick<Model, "queues">,
    private readonly deps: Omit<QueueDeps, "find">,
  ) {
    this.update(model);
  }

  /** Takes over a changed program. Queues that stay keep their messages. */
  update({ queues }: Pick<Model, "queues">): void {
    const arns = new Set(queues.map(({ arn }) => arn));
    for (const [arn, queue] of this.#byArn) {
      if (arns.has(arn)) continue;
      queue.close();
      this.#byArn.delete(arn);
    }
    for (const definition of queues) {
      const known = this.#byArn.get(definition.arn);
      if (known) known.definition = definition;
      else this.#byArn.set(definition.arn, this.#make(definition));
    }
  }

  find(arn: string): QueueState | undefined {
    return this.#byArn.get(arn);
  }

  all(): QueueState[] {
    return [...this.#byArn.values()];
  }

  /**
   * Sends a message of a service, which needs no request: an asynchronous invocation's record, or an event.
   * @param attributes as text.
   * @param groupId for a FIFO queue.
   * @throws SqsError as SQS refuses it.
   */
  sendFor(arn: string, body: string, attributes: Record<string, string>, groupId?: string): void {
    const texts = Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: "String", StringValue },
    ]);
    const content = { body, systemAttributes: {} };
    const message = { ...content, attributes: Object.fromEntries(texts) as never };
    this.find(arn)?.send(message, { groupId });
  }

  close(): void {
    for (const queue of this.#byArn.values()) queue.close();
  }

  #make(definition: Model["queues"][number]): QueueState {
    return new QueueState(definition, { ...this.deps, find: (arn) => this.find(arn) });
  }
}
