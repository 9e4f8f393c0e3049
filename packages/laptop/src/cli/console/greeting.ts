import { relative } from "node:path";
import { authorizationAt } from "../../iam/signature/connect-url";
import type { CustomDomain, Model } from "../../model/model";
import { isUserPool } from "../../issuer/user-pool";
import type { Runtime } from "../../runtime";

/**
 * What a run serves and how to use it.
 * @param program the folder of the program, as given.
 * @param credentials the file with the administrator's credentials; undefined if there is none.
 */
export function greeting(
  { model, urls, pageUrl, dynamoDbEndpoint, sqsEndpoint, tokens }: Runtime,
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
    ...model.httpApis.flatMap(({ stages }) => stages.map((stage) => line("HTTP", stage.url))),
    ...model.domains.flatMap((domain) =>
      domainLines(domain, model, pageUrl).map((each) => line("Domain", each)),
    ),
    line("Page", pageUrl),
    ...(url ? [line("Connect", connectCommand(model, url, program, tokens.issuer))] : []),
    ...model.tables.map((table) => line("DynamoDB", `${dynamoDbEndpoint} table ${table.name}`)),
    ...model.queues.map((queue) => line("SQS", `${sqsEndpoint} queue ${queue.name}`)),
    ...(keys ? [line("Keys", keys)] : []),
    ...(model.inert.length > 0 ? [line("No effect", `here: ${model.inert.join(", ")}`)] : []),
    ...(leftOut.length > 0 ? [line("Left out", leftOut.join(", "))] : []),
  ].join("\n");
}

/** Where the stages of a custom domain are reached: nobody resolves its name to this machine. */
function domainLines(
  { domainName, mappings }: CustomDomain,
  { httpApis }: Model,
  pageUrl: string,
): string[] {
  const { host } = new URL(pageUrl);
  const header = `-H "Host: ${domainName}"`;
  return mappings.map(({ key, apiId }) =>
    httpApis.some(({ id }) => id === apiId)
      ? `https://${domainName}/${key}, here: curl http://${host}/${key} ${header}`
      : `wss://${domainName}/${key}, here: npx wscat -c ws://${host}/${key} ${header}`,
  );
}

/** A signature or a token is made when the command is typed: none is printed. */
function connectCommand(model: Model, url: string, program: string, issuer: string): string {
  const type = authorizationAt(model, url);
  const where = program === "." ? "" : ` --program ${program}`;
  if (type === "AWS_IAM") return `npx wscat -c "$(npx pulumi-laptop sign ${url}${where})"`;
  if (type === "CUSTOM" && isUserPool(issuer))
    return `npx pulumi-laptop connect ${url} --as alice${where}`;
  return `npx wscat -c ${url}`;
}
