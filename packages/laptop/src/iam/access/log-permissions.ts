import type { Journal, JournalEntry } from "../../shared/journal";
import type { LambdaFunction, Model } from "../../model/model";

/** Asks a function's role for an action of the runtime itself. */
type Ask = (caller: LambdaFunction, action: string, resource: string) => void;

/**
 * Lambda writes a function's log with the function's role, which is asked here once, when the first line is
 * written.
 * Differs from AWS: lines that a role may not write to its log are shown all the same.
 * The same holds for the traces of a function that is traced, which nothing here reads.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function watchLogs(
  journal: Journal,
  ask: Ask,
): { update(model: Model): void; close(): void } {
  /** By name: those that have not written yet. */
  let waiting = new Map<string, LambdaFunction>();
  let unsubscribe: (() => void) | undefined;
  let model: Model;

  const listen = ({ service, event, function: name }: JournalEntry) => {
    // Every invocation begins with a line of Lambda's own: START.
    if (service !== "lambda" || (event !== "invoke" && event !== "log")) return;
    const writer = waiting.get(String(name));
    if (!writer) return;
    waiting.delete(writer.name);
    if (waiting.size === 0) close();
    const group = `arn:aws:logs:${model.region}:${model.accountId}:log-group:${writer.logGroup}`;
    if (!model.logGroups.includes(writer.logGroup))
      ask(writer, "logs:CreateLogGroup", `${group}:log-stream:`);
    for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"])
      ask(writer, action, `${group}:log-stream:stream`);
    if (!writer.isTraced) return;
    for (const action of ["xray:PutTraceSegments", "xray:PutTelemetryRecords"])
      ask(writer, action, "*");
  };
  const close = () => {
    unsubscribe?.();
    unsubscribe = undefined;
  };
  return {
    update(changed) {
      model = changed;
      waiting = new Map(model.functions.map((each) => [each.name, each]));
      unsubscribe ??= journal.subscribe(listen);
    },
    close,
  };
}
