import { closeReason } from "./close-codes";
import { duration, timeOfDay } from "./format";
import { loggedEvent, type Entry, type Fields, type LoggedEvent } from "./logged-event";
import { readableLines } from "./readable-lines";

type Describe = (entry: Entry & Record<string, string>, at: number) => LoggedEvent | undefined;

/** What an entry says that is an event of its own; undefined for those that a reader need not see. */
export function describe(entry: Entry, at: number): LoggedEvent | undefined {
  return DESCRIPTIONS[`${entry.service}.${entry.event}`]?.(
    entry as Entry & Record<string, string>,
    at,
  );
}

const DESCRIPTIONS: Record<string, Describe> = {
  "program.output": ({ message }, at) => said(at, "program", message!, "info"),
  "program.policy": ({ advisory, command }, at) =>
    said(
      at,
      "policy",
      `The policy pack has ${advisory} advisory ${Number(advisory) === 1 ? "finding" : "findings"}: ${command}`,
      "info",
    ),
  "program.start": ({ file, isFirstStart }, at) =>
    said(
      at,
      "program",
      `Evaluating ${file}${isFirstStart ? " (first start: nothing is cached yet, the next is quicker)" : ""}`,
      "news",
    ),
  "program.change": ({ files }, at) =>
    said(at, "reload", `${listed(files as unknown as string[])} changed: evaluating`, "news"),
  "program.reload": ({ files, durationMs, waited }, at) => ({
    ...said(
      at,
      "reload",
      `${listed(files as unknown as string[])} changed: the new program runs`,
      "news",
    ),
    durationMs: Number(durationMs),
    details: waited === undefined || Number(waited) === 0 ? [] : [waitedText(Number(waited))],
  }),
  "program.overdue": ({ seconds }, at) =>
    said(
      at,
      "reload",
      `The program has been evaluated for ${seconds} seconds and is not done. The program before the change keeps running; the next save ends this evaluation.`,
      "warning",
    ),
  "program.serve": ({ durationMs }, at) => ({
    ...said(at, "program", "serves", "news"),
    durationMs: Number(durationMs),
  }),
  "program.failed": (entry, at) => {
    const { message, place, frame, files, durationMs, runningSince } = entry;
    const since = timeOfDay(Date.parse(runningSince!));
    const code = place === undefined ? [] : [place, ...(frame as unknown as string[])];
    return loggedEvent(at, "reload", {
      durationMs: Number(durationMs),
      result: `${listed(files as unknown as string[])} changed and failed: still running the version of ${since}`,
      level: "error",
      details: [...readableLines(message!), ...code],
    });
  },
  "lambda.nodeVersion": ({ message }, at) => said(at, "lambda", message!, "info"),
  "lambda.missingSdk": ({ message }, at) => said(at, "lambda", message!, "warning"),
  "lambda.extension": ({ message }, at) => said(at, "lambda", message!, "warning"),
  "lambda.throttle": ({ function: name, reason }, at) =>
    of(at, "lambda", name!, `throttled: ${reason}`, "warning"),
  "lambda.retry": ({ function: name, reason, delayMs }, at) =>
    of(at, "lambda", name!, `tries again in ${duration(Number(delayMs))}: ${reason}`, "warning"),
  "lambda.drop": ({ function: name, condition }, at) =>
    of(at, "lambda", name!, `lost an event: ${condition}`, "error"),
  "lambda.destinationFailed": ({ function: name, target, reason }, at) =>
    of(at, "lambda", name!, `could not send to ${target}: ${reason}`, "error"),
  "lambda.destination": ({ function: name, target, condition }, at) =>
    of(at, "lambda", name!, `sent to ${target}: ${condition}`, "info"),
  "lambda.shutdown": ({ environment, reason }, at) =>
    reason === "closed" ? undefined : of(at, "shutdown", environment!, `ended: ${reason}`, "info"),
  "apigateway.disconnect": ({ connectionId, code, reason, closedBy }, at) => {
    const by = closedBy === "gateway" ? " by the gateway" : "";
    const result = `disconnected${by} (${closeReason(Number(code), reason!)})`;
    return loggedEvent(at, "gateway", { connectionId, result });
  },
  "apigateway.leftOut": ({ connectionId, message }, at) => ({
    ...said(at, "gateway", message!, "warning"),
    connectionId,
  }),
  "apigateway.keysFailed": ({ message }, at) => said(at, "gateway", message!, "error"),
  "apigateway.drop": ({ connectionId }, at) => ({
    ...said(at, "gateway", "was not sent a message: it does not read what it gets", "warning"),
    connectionId,
  }),
  "apigateway.error": ({ connectionId, message }, at) => ({
    ...said(at, "gateway", message!, "error"),
    connectionId,
  }),
  "eventbridge.fire": ({ rule, schedule }, at) =>
    said(
      at,
      "events",
      rule === undefined ? `schedule ${schedule} fires` : `rule ${rule} fires`,
      "info",
    ),
  "eventbridge.put": ({ source, detailType, rules }, at) =>
    said(
      at,
      "events",
      `"${detailType}" of ${source}: ${rulesText(rules as unknown as string[])}`,
      "info",
    ),
  "eventbridge.noBus": ({ message }, at) => said(at, "events", message!, "warning"),
  "eventbridge.error": ({ message }, at) => said(at, "events", message!, "error"),
  "eventbridge.failed": ({ rule, schedule, target, reason }, at) =>
    said(at, "events", `${rule ?? schedule} did not reach ${target}: ${reason}`, "error"),
  "eventbridge.deadLetterFailed": ({ rule, schedule, queue, reason }, at) =>
    said(
      at,
      "events",
      `What ${rule ?? schedule} did not deliver is lost, for ${queue} does not take it: ${reason}`,
      "error",
    ),
  "dynamodb.failed": ({ operation, message }, at) =>
    said(
      at,
      "dynamodb",
      `The embedded DynamoDB failed on ${operation ?? "a request"}: ${message}`,
      "error",
    ),
  "dynamodb.expireFailed": ({ message }, at) =>
    said(at, "dynamodb", `Deleting expired items failed: ${message}`, "error"),
  "sqs.deadLetter": ({ queue, target, receiveCount }, at) =>
    said(
      at,
      queue!,
      `gave up a message after ${receiveCount} receives: it is in ${target}`,
      "warning",
    ),
  "sqs.failed": ({ operation, message }, at) =>
    said(at, "sqs", `SQS failed on ${operation ?? "a request"}: ${message}`, "error"),
  "sqs.batchFailed": ({ function: name, queue, failed }, at) =>
    of(at, queue!, name!, `${failed} of the batch failed and will be received again`, "warning"),
  "sqs.filtered": ({ function: name, queue, messages }, at) =>
    of(at, queue!, name!, `no filter lets ${messages} of the batch through: deleted`, "info"),
  "iam.deny": (entry, at) =>
    loggedEvent(at, "iam", { result: entry.message, level: "error", details: wayOut(entry) }),
  "iam.refuse": ({ message }, at) => said(at, "iam", message!, "error"),
  "iam.notEmulated": ({ message }, at) => said(at, "iam", message!, "error"),
};

/** A message: its first line is the event's result, the others are beneath. */
function said(at: number, subject: string, message: string, level: LoggedEvent["level"]) {
  const [result, ...details] = readableLines(message);
  return loggedEvent(at, subject, { result, level, details });
}

function of(
  at: number,
  subject: string,
  environment: string,
  result: string,
  level: Fields["level"],
) {
  return loggedEvent(at, subject, { environment, result, level: level ?? "info" });
}

function listed(files: string[] = []): string {
  if (files.length === 0) return "The program";
  if (files.length <= 3) return files.join(", ");
  return `${files.slice(0, 2).join(", ")} and ${files.length - 2} more`;
}

function rulesText(rules: string[]): string {
  return rules.length === 0 ? "no rule matches" : `for ${rules.join(", ")}`;
}

function waitedText(count: number): string {
  return `${count} ${count === 1 ? "message or handshake" : "messages or handshakes"} waited and ran the new code`;
}

/** The statement that would allow the call, ready to paste, or the one that denies it. */
function wayOut({ statement, boundaryStatement, permission, deniedBy }: Entry): string[] {
  const show = (title: string, what: unknown) => [title, `  ${JSON.stringify(what)}`];
  // The ARN differs where the program is deployed.
  const output = "with the resource's output in place of the ARN";
  if (statement) return show(`Add it to the function's allow list, ${output}:`, statement);
  if (boundaryStatement)
    return show(`Add it to the permissions boundary, ${output}:`, boundaryStatement);
  if (permission) return show("Add an aws.lambda.Permission:", permission);
  if (deniedBy) return show("The statement that denies it:", deniedBy);
  return [];
}
