import { arnOf, placeOfArn } from "../../shared/aws-names";
import type { Journal, JournalEntry } from "../../shared/journal";
import type { LambdaFunction, Model } from "../../model/model";

/** Asks a function's role for an action that Lambda performs with it. */
type Ask = (caller: LambdaFunction, action: string, resource: string) => void;

/**
 * Lambda writes a function's log and traces with the function's role. The role is asked once, when the
 * function first logs.
 * Differs from AWS: a log line is shown even if the role may not write it.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function watchLogs(
  journal: Journal,
  ask: Ask,
): { update(model: Model): void; close(): void } {
  /** Functions that have not logged yet, by name. */
  let silent = new Map<string, LambdaFunction>();
  let unsubscribe: (() => void) | undefined;
  let model: Model;

  const listen = ({ service, event, function: name }: JournalEntry) => {
    // Every invocation logs at least START.
    if (service !== "lambda" || (event !== "invoke" && event !== "log")) return;
    const writer = silent.get(String(name));
    if (!writer) return;
    silent.delete(writer.name);
    if (silent.size === 0) close();
    const group = arnOf("logs", placeOfArn(writer.arn), `log-group:${writer.logGroup}`);
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
      silent = new Map(model.functions.map((each) => [each.name, each]));
      unsubscribe ??= journal.subscribe(listen);
    },
    close,
  };
}
