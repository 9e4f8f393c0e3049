import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AccessControl, Action } from "../iam/access/access";
import { signedRegion } from "../iam/signature/signed-region";
import type { Model } from "../model/model";
import { arnOf, placeOfArn } from "../shared/aws-names";
import type { Clock } from "../shared/clock";
import type { Journal } from "../shared/journal";
import { readBody } from "../shared/request-body";
import { noQueue, ownError, SqsError } from "./errors";
import { optionalText, textIn, type Input } from "./operations/call";
import { listQueues } from "./operations/describe";
import { OPERATIONS } from "./operations/table";
import { inputOf, xmlAnswer, xmlError } from "./query-protocol";
import type { Queues } from "./queues";

/** A batch of 1 MiB, with every character written in several. */
const MAX_REQUEST_BYTES = 8 * 1024 * 1024;

export interface FrontDeps {
  model(): Model;
  queues: Queues;
  access: AccessControl;
  clock: Clock;
  journal: Journal;
}

interface Asked {
  operation: string;
  input: Input;
}

/** Answers SQS's requests of both protocols: checks signature and permissions, then asks the queue. */
export async function answerSqs(
  request: IncomingMessage,
  response: ServerResponse,
  deps: FrontDeps,
): Promise<void> {
  const requestId = randomUUID();
  const { body } = await readBody(request, MAX_REQUEST_BYTES);
  const isJson = String(request.headers["x-amz-target"]).startsWith("AmazonSQS.");
  let asked: Asked | undefined;
  try {
    if (!body) throw new SqsError("RequestEntityTooLarge", "RequestEntityTooLarge", "", 413);
    asked = askedIn(request, body);
    if (!asked) throw new SqsError("SerializationException", "MalformedInput", "");
    const result = await resultOf(asked, request, response, body, deps);
    if (!isJson)
      return send(
        response,
        200,
        "text/xml",
        xmlAnswer(asked.operation, result, requestId),
        requestId,
      );
    const isEmpty = Object.keys(result).length === 0;
    send(response, 200, JSON_TYPE, isEmpty ? "{}" : JSON.stringify(result), requestId);
  } catch (error) {
    const fault = faultOf(error, asked?.operation, deps.journal);
    if (!isJson)
      return send(response, fault.status, "text/xml", xmlError(fault, requestId), requestId);
    const { type, code, message, status } = fault;
    response.setHeader("x-amzn-query-error", `${code};${status < 500 ? "Sender" : "Receiver"}`);
    send(response, status, JSON_TYPE, JSON.stringify({ __type: type, message }), requestId);
  }
}

const JSON_TYPE = "application/x-amz-json-1.0";

async function resultOf(
  { operation, input }: Asked,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  { model, queues, access, clock }: FrontDeps,
): Promise<object> {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  const place = placeOf(request, model());
  const named = operation === "ListQueues" ? undefined : nameIn(operation, input, request);
  const queue = named && findQueue(queues, named, place.region);
  const accountId = named?.accountId ?? place.accountId;
  const resource =
    queue?.definition.arn ?? arnOf("sqs", { ...place, accountId }, named?.name ?? "*");
  const actions: Action[] = [{ action: `sqs:${known?.action ?? operation}`, resource }];
  await access.hold?.(request, actions);
  const { method = "", url = "/", headers } = request;
  const denial = access.check({ method, url, headers, body }, "sqs", actions);
  if (denial) {
    // Unconfirmed [sqs-signature-errors]: the codes of SQS's errors for requests that are not signed as they should be.
    const code = denial.type.replace(/Exception$/, "");
    const type = `com.amazon.coral.service#${denial.type}`;
    throw new SqsError(type, code, denial.message, denial.status);
  }
  if (operation === "ListQueues") return listQueues(input, queues);
  if (!known)
    throw ownError(
      "UnsupportedOperation",
      `${operation} is not emulated by pulumi-laptop: queues are declared in the program.`,
    );
  if (!queue) throw absence(model(), named!.name);
  const gone = new AbortController();
  // The caller may be gone by now: what it would receive is not taken out of the queue.
  if (response.closed) gone.abort();
  response.once("close", () => gone.abort());
  const senderId = access.userIdOf?.(request) ?? "";
  return known.perform({ input, queue, queues, senderId, signal: gone.signal }, clock);
}

/** @returns undefined if it is no request of SQS. */
function askedIn(request: IncomingMessage, body: Buffer): Asked | undefined {
  const { method, url = "", headers } = request;
  const [, operation] = /^AmazonSQS\.(\w+)$/.exec(String(headers["x-amz-target"])) ?? [];
  if (operation !== undefined) {
    const input = objectIn(body);
    return input && { operation, input };
  }
  const form = new URLSearchParams(method === "GET" ? url.split("?", 2)[1] : body.toString("utf8"));
  const action = form.get("Action");
  if (action === null || !/^\w+$/.test(action)) return undefined;
  return { operation: action, input: inputOf(form) };
}

function objectIn(body: Buffer): Input | undefined {
  try {
    const value = JSON.parse(body.toString("utf8")) as unknown;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Input) : undefined;
  } catch {
    return undefined;
  }
}

interface QueueName {
  name: string;
  /** Of its owner; undefined if the caller does not say. */
  accountId?: string | undefined;
}

/** The queue's name and account: of its URL, which may be that of the request. */
function nameIn(operation: string, input: Input, { url = "" }: IncomingMessage): QueueName {
  if (operation === "GetQueueUrl")
    return {
      name: textIn(input, "QueueName"),
      accountId: optionalText(input, "QueueOwnerAWSAccountId"),
    };
  const path = url.split("?", 1)[0]!;
  const ofPath = /^\/\d{12}\/[\w.-]+\/?$/.test(path) && input.QueueUrl === undefined;
  const queueUrl = ofPath ? path : textIn(input, "QueueUrl");
  const [, accountId, name] = /\/(\d{12})\/([\w.-]+)\/?$/.exec(queueUrl) ?? [];
  if (name === undefined) throw noQueue();
  return { name, accountId };
}

function findQueue(queues: Queues, { name, accountId }: QueueName, region: string) {
  return queues.all().find(({ definition }) => {
    const place = placeOfArn(definition.arn);
    const isOwner = accountId === undefined || accountId === place.accountId;
    return definition.name === name && place.region === region && isOwner;
  });
}

function placeOf(request: IncomingMessage, { region, accountId }: Model) {
  const { url = "/", headers } = request;
  return { region: signedRegion({ url, headers }) ?? region, accountId };
}

function absence({ leftOut }: Model, name: string): SqsError {
  const found = leftOut.find(
    ({ type, physicalName }) =>
      type === "aws:sqs/queue:Queue" && physicalName.split("/").pop() === name,
  );
  if (!found) return noQueue();
  const message = `${found.description} is left out of this run of pulumi-laptop (--without).`;
  return new SqsError("NotEmulated", "NotEmulated", message);
}

function faultOf(error: unknown, operation: string | undefined, journal: Journal): SqsError {
  if (error instanceof SqsError) return error;
  const { message } = error as Error;
  journal.record("sqs", "failed", { operation, message });
  const text = "We encountered an internal error. Please try again.";
  return new SqsError("com.amazon.coral.service#InternalFailure", "InternalFailure", text, 500);
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  requestId: string,
): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    "x-amzn-RequestId": requestId,
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}
