import type { Clock, Timer } from "../shared/clock";
import type { Journal } from "../shared/journal";
import type { Answer } from "./answers";
import type { Operation } from "./dynalite/operations";

/** How often DynamoDB sends its metrics to CloudWatch. */
const PERIOD_MS = 60_000;

const READS = /^(BatchGetItem|GetItem|Query|Scan|TransactGetItems)$/;

interface Consumed {
  ConsumedReadCapacityUnits: number;
  ConsumedWriteCapacityUnits: number;
}

/**
 * Counts what tables consume, and records it in the journal once a minute if there was something.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export class ConsumedCapacity {
  readonly #byTable = new Map<string, Consumed>();
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly journal: Journal,
  ) {}

  /**
   * Runs an operation so that it tells what it consumes.
   * @returns its answer, with that only if the caller asked.
   */
  async counted(
    name: string,
    { types }: Operation,
    input: Record<string, unknown>,
    run: (input: object) => Promise<Answer>,
  ): Promise<Answer> {
    if (!types.ReturnConsumedCapacity) return run(input);
    const asked = input.ReturnConsumedCapacity;
    const isAsked = asked !== undefined && asked !== "NONE";
    const answer = await run(isAsked ? input : { ...input, ReturnConsumedCapacity: "TOTAL" });
    const { ConsumedCapacity, ...rest } = answer.body as { ConsumedCapacity?: unknown };
    for (const each of [ConsumedCapacity ?? []].flat()) this.#add(name, each);
    return isAsked ? answer : { ...answer, body: rest };
  }

  /** Records the counts and resets them. */
  record(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const [table, metrics] of this.#byTable)
      this.journal.record("dynamodb", "metrics", { table, metrics });
    this.#byTable.clear();
  }

  #add(name: string, { TableName, CapacityUnits }: { TableName?: string; CapacityUnits?: number }) {
    if (TableName === undefined || CapacityUnits === undefined) return;
    const metric = READS.test(name) ? "ConsumedReadCapacityUnits" : "ConsumedWriteCapacityUnits";
    let consumed = this.#byTable.get(TableName);
    if (!consumed) {
      consumed = { ConsumedReadCapacityUnits: 0, ConsumedWriteCapacityUnits: 0 };
      this.#byTable.set(TableName, consumed);
    }
    consumed[metric] += CapacityUnits;
    const untilNext = PERIOD_MS - (this.clock.now() % PERIOD_MS);
    this.#timer ??= this.clock.after(untilNext, () => this.record());
  }
}
