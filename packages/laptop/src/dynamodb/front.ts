import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { crc32 } from "node:zlib";
import { signedRegion } from "../iam/signature/signed-region";
import type { AccessControl, Action, Denial } from "../iam/access/access";
import type { Journal } from "../shared/journal";
import { randomIdBytes } from "../shared/ids/random-bytes";
import { readBody } from "../shared/request-body";
import { actionsOf, tableArn, type Place } from "./actions";
import { coralError, internalServerError, resourceNotFound, type Answer } from "./answers";
import { OWN_CALL } from "./call";
import type { ConsumedCapacity } from "./consumed-capacity";
import type { Database } from "./dynalite/database";
import { shapeOf } from "./shape";
import { withTableNames } from "./table-names";
import { notEmulated, unsupported } from "./unsupported";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CommonErrors.html */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

const JSON_TYPES = ["application/x-amz-json-1.0", "application/json"];

/** What API versions `X-Amz-Target` names. */
const TARGET = /^DynamoDB(?:Streams)?_20(?:111205|120810)\.(\w+)$/;

interface FrontDeps {
  /** The database and the tables of a region; those of the program's own for undefined. */
  inRegion(region: string | undefined): { database: Database; place: Place };
  /** Describes the table of an ARN, if the run leaves it out. */
  leftOut(arn: string): string | undefined;
  /** Decides who may do what. */
  access: AccessControl;
  journal: Journal;
  consumed: ConsumedCapacity;
}

/** Answers DynamoDB's requests: checks signature, shape and permissions, then asks the database. */
export function serveDynamoDb(server: Server, deps: FrontDeps): void {
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    void readBody(request, MAX_REQUEST_BYTES).then(async ({ body }) => {
      if (!body) return send(response, 413, "");
      // Only POSTs are operations. Others are health checks.
      if (request.method === "GET") return send(response, 200, HEALTHY);
      if (request.method !== "POST") return send(response, 404, UNKNOWN);
      const { status, body: answer } = await answerTo(request, body, deps).catch((error: Error) => {
        const operation = operationOf(request);
        deps.journal.record("dynamodb", "failed", { operation, message: error.message });
        return internalServerError();
      });
      if (answer === undefined) return send(response, status, UNKNOWN);
      send(response, status, JSON.stringify(answer), contentType(request));
    });
  });
}

const HEALTHY = "healthy: dynamodb.us-east-1.amazonaws.com ";
const UNKNOWN = "<UnknownOperationException/>\n";

async function answerTo(
  request: IncomingMessage,
  body: Buffer,
  { inRegion, leftOut, access, consumed }: FrontDeps,
): Promise<Answer | { status: number; body?: undefined }> {
  const { database, place } = inRegion(
    signedRegion({ url: request.url ?? "/", headers: request.headers }),
  );
  const name = operationOf(request);
  const operation = database.operation(name);
  const { json, tables, isForeign, restore } = withTableNames(parse(body), place);
  const shape = operation && shapeOf(json, operation.types);
  // What has the wrong shape needs no permission, because the database refuses it.
  const isRefused = shape !== undefined && "problem" in shape;
  const actions = isRefused ? [] : actionsOf(name, shape?.input ?? json, place);
  await access.hold?.(request, actions);
  const denial = check(request, body, actions, access);
  if (denial) return denial;
  if (body.length > 0 && !JSON_TYPES.includes(mediaType(request))) return { status: 404 };
  if (json === undefined) return coralError("SerializationException");
  if (!operation || !shape) return unsupported(name) ?? coralError("UnknownOperationException");
  if ("problem" in shape) return shape.problem;
  if (isForeign) return resourceNotFound();
  const absent = [...tables].flatMap((table) => leftOut(tableArn(table, place)) ?? []);
  if (absent.length > 0)
    return notEmulated(
      `${absent.join(", ")} is left out of this run of pulumi-laptop (--without).`,
    );
  const run = (input: object) => database.run(operation, input);
  const { status, body: answer } =
    OWN_CALL in request.headers
      ? await run(shape.input)
      : await consumed.counted(name, operation, shape.input, run);
  return { status, body: restore(answer) };
}

function operationOf({ headers }: IncomingMessage): string {
  return TARGET.exec(String(headers["x-amz-target"]))?.[1] ?? "";
}

/** DynamoDB spells the field `Message` for denials by IAM only. */
function check(
  { method = "", url = "/", headers }: IncomingMessage,
  body: Buffer,
  actions: Action[],
  access: AccessControl,
): Answer | undefined {
  const denial: Denial | undefined = access.check(
    { method, url, headers, body },
    "dynamodb",
    actions,
  );
  if (!denial) return undefined;
  const { status, type, message } = denial;
  const field = type === "AccessDeniedException" ? "Message" : "message";
  const __type = type.includes("#") ? type : `com.amazon.coral.service#${type}`;
  return { status, body: { __type, [field]: message } };
}

function send(response: ServerResponse, status: number, body: string, type?: string): void {
  response.writeHead(status, {
    "x-amzn-RequestId": requestId(),
    "x-amz-crc32": crc32(body),
    ...(type && { "Content-Type": type }),
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

function mediaType({ headers }: IncomingMessage): string {
  return (headers["content-type"] ?? "").split(";")[0]!.trim();
}

function contentType(request: IncomingMessage): string {
  return mediaType(request) === JSON_TYPES[0] ? JSON_TYPES[0] : "application/json";
}

/** 52 letters and digits. */
function requestId(): string {
  return randomIdBytes(39).toString("base64").toUpperCase().replace(/[+/]/g, "0");
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
