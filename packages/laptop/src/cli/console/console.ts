import type { Journal, JournalEntry } from "../../shared/journal";

/** Prints the journal's events that matter to a developer, one line each. */
export function printJournal(journal: Journal, print: (line: string) => void): () => void {
  return journal.subscribe((entry) => {
    for (const line of linesOf(entry)) print(line);
  });
}

function linesOf(entry: JournalEntry): string[] {
  const { environment, connectionId, message } = entry as unknown as Record<string, string>;
  switch (`${entry.service}.${entry.event}`) {
    case "program.output":
      return [message!];
    case "program.policy": {
      const findings = entry.advisory === 1 ? "finding" : "findings";
      return [
        `The policy pack has ${String(entry.advisory)} advisory ${findings}: ${String(entry.command)}`,
      ];
    }
    case "program.change":
      return ["The program changed..."];
    case "program.reload":
      return ["The changed program runs. Connections stayed open."];
    case "program.overdue":
      return [
        `The program has been evaluated for ${String(entry.seconds)} seconds and is not done. The program before the change keeps running; the next save ends this evaluation.`,
      ];
    case "program.failed":
      return [message!, "The program before the change keeps running."];
    case "lambda.init":
      return [`[${environment}] cold start`];
    case "lambda.log":
      // Metrics for CloudWatch, in a format for machines.
      if (message!.startsWith('{"_aws":')) return [];
      return message!.split("\n").map((line) => `[${environment}] ${line}`);
    case "lambda.nodeVersion":
    case "lambda.missingSdk":
    case "lambda.extension":
      return [message!];
    case "lambda.throttle":
      return [`Function ${String(entry.function)} is throttled: ${String(entry.reason)}`];
    case "lambda.drop":
      return [`Function ${String(entry.function)} lost an event: ${String(entry.condition)}`];
    case "lambda.destinationFailed":
      return [
        `Function ${String(entry.function)} is not allowed to send to ${String(entry.target)}`,
      ];
    case "lambda.shutdown":
      return entry.reason === "closed" ? [] : [`[${environment}] ended: ${String(entry.reason)}`];
    case "apigateway.connect":
      return [`${connectionId} connected`];
    case "apigateway.disconnect":
      return [`${connectionId} disconnected (${String(entry.code)})`];
    case "apigateway.refuse":
      return [`${connectionId} refused with status ${String(entry.status)}`];
    case "apigateway.leftOut":
      return [message!];
    case "apigateway.errorFrame":
      return [`${connectionId} got the error "${message}"`];
    case "dynamodb.failed":
      return [
        `The embedded DynamoDB failed on ${String(entry.operation ?? "a request")}: ${message}`,
      ];
    case "iam.deny":
      return [message!, ...wayOut(entry)];
    case "iam.refuse":
    case "iam.notEmulated":
      return [message!];
    default:
      return [];
  }
}

/** The statement that would allow the call, ready to paste. */
function wayOut({ statement, boundaryStatement, permission }: JournalEntry): string[] {
  const add = (to: string, what: unknown) => [`Add it to ${to}:`, `  ${JSON.stringify(what)}`];
  // The ARN differs where the program is deployed.
  const output = "with the resource's output in place of the ARN";
  if (statement) return add(`the function's allow list, ${output}`, statement);
  if (boundaryStatement) return add(`the permissions boundary, ${output}`, boundaryStatement);
  if (permission) return ["Add an aws.lambda.Permission:", `  ${JSON.stringify(permission)}`];
  return [];
}
