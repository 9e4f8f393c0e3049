import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LeftOut } from "../model/model";
import { readBody } from "../shared/request-body";

/** The code of the error, by which a program can tell it from AWS's own. */
const CODE = "NotEmulated";

/** What a form of the query protocol has at most, for example SNS's Publish. */
const MAX_FORM_BYTES = 1024 * 1024;

/** Names that services have in permissions, where those in signatures differ. */
const PREFIXES = new Map([
  ["monitoring", "cloudwatch"],
  ["email", "ses"],
]);

const FORM = "application/x-www-form-urlencoded";

interface Refusing {
  record(fields: { action: string; message: string }): void;
  leftOut: readonly LeftOut[];
}

/** Refuses a request to an AWS service that is not here, in the form that the service's clients read errors in. */
export async function refuseService(
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
  { record, leftOut }: Refusing,
): Promise<void> {
  const { body } = await readBody(request, MAX_FORM_BYTES);
  const isForm = mediaTypeOf(request) === FORM;
  const prefix = prefixOf(request, name);
  const operation = operationOf(request, prefix, isForm ? (body?.toString() ?? "") : "");
  const action = `${prefix}:${operation ?? "..."}`;
  // Differs from AWS: services that are not emulated answer with the error NotEmulated.
  const message =
    `${prefix.toUpperCase()} is not emulated by pulumi-laptop, and nothing was sent to AWS. ` +
    `In the cloud the function's role needs ${operation ? action : `a permission of "${prefix}"`} for it.` +
    absenceOf(prefix, leftOut);
  record({ action, message });
  const [type, text] = textOf(request, prefix, message, isForm);
  response.writeHead(400, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(text),
    "x-amzn-RequestId": randomUUID(),
    "x-amzn-ErrorType": CODE,
  });
  response.end(text);
}

/** What the program has of the service and the run leaves out. */
function absenceOf(prefix: string, leftOut: readonly LeftOut[]): string {
  const own = leftOut.filter(({ type }) => type.startsWith(`aws:${prefix}/`));
  if (own.length === 0) return "";
  return ` Left out of this run (--without): ${own.map((each) => each.description).join(", ")}.`;
}

/** The service in permissions: as the request was signed for, or by the host name. */
function prefixOf({ headers }: IncomingMessage, name: string): string {
  const scope = /Credential=[^/,]+\/\d+\/[^/,]+\/([\w-]+)\/aws4_request/;
  const signed = scope.exec(headers.authorization ?? "")?.[1];
  const labels = name.replace(/\.(amazonaws\.com(\.cn)?|api\.aws)$/, "").split(".");
  const isRegion = (label: string) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(label);
  const service = signed ?? labels.filter((label) => !isRegion(label)).at(-1) ?? name;
  return PREFIXES.get(service) ?? service;
}

/** The operation, where a request names it as permissions do. */
function operationOf(
  { method, url = "", headers }: IncomingMessage,
  prefix: string,
  form: string,
): string | undefined {
  const target = headers["x-amz-target"];
  const [path = "", query = ""] = url.split("?", 2);
  const named = /(?:^|\.)(\w+)$/.exec(
    typeof target === "string" ? target : (new URLSearchParams(form || query).get("Action") ?? ""),
  )?.[1];
  if (named !== undefined) return named;
  if (prefix !== "s3" || path === "/") return undefined;
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
  return { GET: "GetObject", HEAD: "GetObject", PUT: "PutObject", DELETE: "DeleteObject" }[
    method ?? ""
  ];
}

function textOf(
  request: IncomingMessage,
  prefix: string,
  message: string,
  isForm: boolean,
): [type: string, text: string] {
  const error = `<Code>${CODE}</Code><Message>${message}</Message>`;
  if (isForm)
    return [
      "text/xml",
      `<ErrorResponse><Error><Type>Sender</Type>${error}</Error></ErrorResponse>`,
    ];
  if (prefix === "s3") return ["application/xml", `<Error>${error}</Error>`];
  const isAwsJson = mediaTypeOf(request).startsWith("application/x-amz-json-");
  const type = isAwsJson ? mediaTypeOf(request) : "application/json";
  return [type, JSON.stringify({ __type: CODE, message })];
}

function mediaTypeOf({ headers }: IncomingMessage): string {
  return (headers["content-type"] ?? "").split(";")[0]!.trim();
}
