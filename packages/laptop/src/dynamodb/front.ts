import { randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { crc32 } from "node:zlib";
import type { AccessControl, Denial } from "../iam/access/access";
import { readBody } from "../shared/request-body";
import { actionsOf, type Place } from "./actions";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CommonErrors.html */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/**
 * Checks signature and permissions before dynalite's own request handler, which then receives the request
 * as a replay: there is no second server.
 */
export function guard(server: Server, access: AccessControl, place: () => Place): void {
  const handlers = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    void readBody(request, MAX_REQUEST_BYTES).then(({ body }) => {
      if (!body) return void response.writeHead(413, { "Content-Length": 0 }).end();
      // Only POSTs are operations. Others are health checks and preflight requests.
      const denial = request.method === "POST" ? check(request, body, access, place()) : undefined;
      if (denial) return deny(response, denial);
      const replay = new Replay(request);
      for (const handler of handlers)
        handler.call(server, replay as unknown as IncomingMessage, response);
      if (body.length > 0) replay.emit("data", body);
      replay.emit("end");
    });
  });
}

/** A request whose body is emitted again. */
class Replay extends EventEmitter {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];

  constructor({ method, url, headers }: IncomingMessage) {
    super();
    this.method = method;
    this.url = url;
    this.headers = headers;
  }
}

function check(
  { method = "", url = "/", headers }: IncomingMessage,
  body: Buffer,
  access: AccessControl,
  place: Place,
): Denial | undefined {
  const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
  const actions = actionsOf(operation, parse(body), place);
  return access.check({ method, url, headers, body }, "dynamodb", actions);
}

/** Answers as DynamoDB does, which spells the field `Message` for denials by IAM only. */
function deny(response: ServerResponse, { status, type, message }: Denial): void {
  const field = type === "AccessDeniedException" ? "Message" : "message";
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${type}`, [field]: message });
  response.writeHead(status, {
    "x-amzn-RequestId": requestId(),
    "x-amz-crc32": crc32(body),
    "Content-Type": "application/x-amz-json-1.0",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** 52 letters and digits. */
function requestId(): string {
  return randomBytes(39).toString("base64").toUpperCase().replace(/[+/]/g, "0");
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
