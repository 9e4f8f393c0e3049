import { relative } from "node:path";
import { needsSignature } from "../../iam/signature/connect-url";
import type { Runtime } from "../../runtime";

/**
 * What a run serves and how to use it.
 * @param program the folder of the program, as given.
 * @param credentials the file with the administrator's credentials; undefined if there is none.
 */
export function greeting(
  { model, urls, pageUrl, dynamoDbEndpoint }: Runtime,
  program: string,
  credentials: string | undefined,
): string {
  const width = 10;
  const line = (label: string, text: string) => `  ${label.padEnd(width)}${text}`;
  const [url] = urls;
  const leftOut = model.leftOut.map(({ description }) => description);
  const keys = credentials && `AWS_SHARED_CREDENTIALS_FILE=${relative(".", credentials)}`;
  return [
    `${model.project}, stack ${model.stack}`,
    ...urls.map((each) => line("WebSocket", each)),
    line("Page", pageUrl),
    ...(url ? [line("Connect", connectCommand(url, program, needsSignature(model, url)))] : []),
    ...model.tables.map((table) => line("DynamoDB", `${dynamoDbEndpoint} table ${table.name}`)),
    ...(keys ? [line("Keys", keys)] : []),
    ...(model.inert.length > 0 ? [line("No effect", `here: ${model.inert.join(", ")}`)] : []),
    ...(leftOut.length > 0 ? [line("Left out", leftOut.join(", "))] : []),
  ].join("\n");
}

/** A signature is made when the command is typed: none is printed. */
function connectCommand(url: string, program: string, isSigned: boolean): string {
  if (!isSigned) return `npx wscat -c ${url}`;
  const where = program === "." ? "" : ` --program ${program}`;
  return `npx wscat -c "$(npx pulumi-laptop sign ${url}${where})"`;
}
