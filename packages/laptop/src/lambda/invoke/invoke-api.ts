import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import type { AccessControl } from "../../iam/access/access";
import type { Model } from "../../model/model";
import { isAwsName } from "../../shared/aws-names";
import { keepDoor } from "../../shared/door";
import { hostFor, LOCAL, type Exposure } from "../../shared/exposure";
import type { Journal } from "../../shared/journal";
import { addressOf, closeServer, listen } from "../../shared/listen";
import { readBody } from "../../shared/request-body";
import { absence, resolveFunction, type FunctionReference } from "./function-name";
import { newInvocation, type Invocation, type InvocationResult } from "./invocation";
import { MAX_ASYNCHRONOUS_BYTES, MAX_SYNCHRONOUS_BYTES } from "./payload-limits";
import { invalidContent, Refusal, tooLarge } from "./refusal";

export interface InvokeApiDeps {
  access: AccessControl;
  model(): Model;
  invoke(functionName: string, invocation: Invocation): Promise<InvocationResult>;
  accept(functionName: string, invocation: Invocation): void;
  /** Where to listen; this machine alone if not given. */
  exposure?: Exposure | undefined;
  journal: Journal;
}

export interface InvokeApi {
  /** Where the AWS SDK finds it: http://127.0.0.1:PORT. */
  endpoint: string;
  /** Answers a request that came another way. */
  serve(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** The Invoke API over HTTP. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function startInvokeApi(deps: InvokeApiDeps): Promise<InvokeApi> {
  const server = createServer((request, response) => {
    const requestId = randomUUID();
    response.setHeader("x-amzn-RequestId", requestId);
    answer(request, response, requestId, deps).catch((error: unknown) => {
      refuse(response, error instanceof Refusal ? error : serviceError(error));
    });
  });
  const host = hostFor("invoke", deps.exposure ?? LOCAL);
  const serves = (name: string) => isAwsName("lambda", name);
  keepDoor(server, { service: "Lambda", host, serves, journal: deps.journal });
  await listen(server, host, 0);
  return {
    endpoint: `http://${addressOf(server)}`,
    serve: (request, response) => server.emit("request", request, response),
    close: () => closeServer(server),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  { access, model, invoke, accept }: InvokeApiDeps,
): Promise<void> {
  const { method = "", url = "", headers } = request;
  const [path = "", query] = url.split("?", 2);
  const name = PATH.exec(path)?.[1];
  if (name === undefined || method !== "POST") {
    const message = `Unable to determine service/operation name to be authorized`;
    throw new Refusal(403, "AccessDeniedException", message);
  }
  const invocationType = String(headers["x-amz-invocation-type"] ?? "RequestResponse");
  const maxBytes = invocationType === "Event" ? MAX_ASYNCHRONOUS_BYTES : MAX_SYNCHRONOUS_BYTES;
  const { bytes, body } = await readBody(request, maxBytes);
  if (!body) throw tooLarge(bytes, invocationType, maxBytes);
  const target = resolveFunction(
    model(),
    decodeURIComponent(name),
    new URLSearchParams(query).get("Qualifier") ?? undefined,
  );
  const action = { action: "lambda:InvokeFunction", resource: target.arn };
  await access.hold?.(request, [action]);
  const denial = access.check({ method, url, headers, body }, "lambda", [action]);
  if (denial) throw new Refusal(denial.status, denial.type, denial.message, denial.reason);
  if (!target.definition) throw absence(model(), target.arn);
  const invocation = invocationOf(body, headers, requestId, target);
  const { definition } = target;
  switch (invocationType) {
    case "DryRun":
      response.writeHead(204).end();
      return;
    case "Event":
      accept(definition.name, invocation);
      response.writeHead(202, { "Content-Length": 0 }).end();
      return;
    case "RequestResponse": {
      const result = await invoke(definition.name, invocation);
      return answerWith(result, headers["x-amz-log-type"] === "Tail", response);
    }
    default:
      throw new Refusal(
        400,
        "InvalidParameterValueException",
        `Value '${invocationType}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
      );
  }
}

function answerWith(
  { payload, functionError, logTail = "" }: InvocationResult,
  withLog: boolean,
  response: ServerResponse,
): void {
  response.writeHead(200, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(payload),
    "X-Amz-Executed-Version": "$LATEST",
    ...(functionError && { "X-Amz-Function-Error": functionError }),
    ...(withLog && { "X-Amz-Log-Result": Buffer.from(logTail).toString("base64") }),
  });
  response.end(payload);
}

function invocationOf(
  body: Buffer,
  headers: IncomingMessage["headers"],
  requestId: string,
  { arn }: FunctionReference,
): Invocation {
  // Without a payload, the event is an empty object.
  const payload = body.length === 0 ? "{}" : body.toString("utf8");
  try {
    JSON.parse(payload);
  } catch (error) {
    throw invalidContent(error);
  }
  const invocation = newInvocation(arn, payload, requestId);
  const clientContext = headers["x-amz-client-context"];
  if (typeof clientContext !== "string") return invocation;
  try {
    const text = Buffer.from(clientContext, "base64").toString("utf8");
    return { ...invocation, clientContext: JSON.parse(text) as unknown };
  } catch (error) {
    throw invalidContent(error);
  }
}

function refuse(response: ServerResponse, { status, type, message, reason }: Refusal): void {
  // Lambda spells these fields differently for each error.
  const body =
    type === "AccessDeniedException"
      ? { Message: message }
      : type === "TooManyRequestsException"
        ? { Reason: reason, Type: "User", message }
        : { Type: status < 500 ? "User" : "Service", Message: message };
  const text = JSON.stringify(body);
  const headers = { "Content-Type": "application/json", "x-amzn-ErrorType": type };
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(text) }).end(text);
}

function serviceError(error: unknown): Refusal {
  return new Refusal(500, "ServiceException", String(error));
}
