import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AccessControl } from "../iam/access/access";
import type { Model } from "../model/model";
import type { Journal } from "../shared/journal";
import { readBody } from "../shared/request-body";
import type { BusEvent } from "./events";
import {
  actionsOf,
  bytesOf,
  isEntry,
  MAX_BYTES,
  MAX_ENTRIES,
  readEntry,
  type Entry,
} from "./put-events";

/** What a request has at most: the entries as texts of JSON, in which a character may take six. */
const MAX_REQUEST_BYTES = 8 * 1024 * 1024;

const PUT_EVENTS = "AWSEvents.PutEvents";

interface FrontDeps {
  model(): Model;
  access: AccessControl;
  now(): number;
  journal: Journal;
  /** Sends an event to the rules of its bus. */
  put(event: BusEvent, bus: string): void;
}

interface Answer {
  status: number;
  body: object;
}

/**
 * Answers PutEvents.
 * @returns false for other operations.
 */
export function servePutEvents(deps: FrontDeps) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.headers["x-amz-target"] !== PUT_EVENTS || request.method !== "POST") return false;
    void readBody(request, MAX_REQUEST_BYTES).then(async ({ body }) => {
      const answered = body ? answerTo(request, body, deps) : tooLarge();
      const { status, body: answer } = await Promise.resolve(answered).catch(failed(deps.journal));
      const text = JSON.stringify(answer);
      response.writeHead(status, {
        "Content-Type": "application/x-amz-json-1.1",
        "Content-Length": Buffer.byteLength(text),
        "x-amzn-RequestId": randomUUID(),
      });
      response.end(text);
    });
    return true;
  };
}

async function answerTo(
  request: IncomingMessage,
  body: Buffer,
  { model, access, now, put }: FrontDeps,
): Promise<Answer> {
  const { method = "", url = "/", headers } = request;
  const parsed = parse(body);
  const entries = parsed === undefined ? undefined : entriesIn(parsed);
  const actions = actionsOf(entries ?? [], model());
  await access.hold?.(request, actions);
  const denial = access.check({ method, url, headers, body }, "events", actions);
  if (denial) return { status: 400, body: { __type: denial.type, message: denial.message } };
  if (!entries) return { status: 400, body: { __type: "SerializationException" } };
  if (entries.length < 1) return invalid(wrongLength("greater than or equal to 1"));
  if (entries.length > MAX_ENTRIES)
    return invalid(wrongLength(`less than or equal to ${MAX_ENTRIES}`));
  const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (bytes > MAX_BYTES) return tooLarge();
  const Entries = entries.map((entry) => {
    const read = readEntry(entry, model(), now());
    if (!("event" in read)) return read;
    put(read.event, read.bus);
    return { EventId: read.event.id };
  });
  const FailedEntryCount = Entries.filter((entry) => "ErrorCode" in entry).length;
  return { status: 200, body: { Entries, FailedEntryCount } };
}

/** AWS's message holds the entries too. */
function wrongLength(right: string): string {
  return `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${right}`;
}

function tooLarge(): Answer {
  return invalid("Total size of the entries in the request is over the limit.");
}

/** A mistake of the laptop's own ends the call, not the run. */
function failed(journal: Journal) {
  return (error: Error): Answer => {
    journal.record("eventbridge", "error", { message: error.message });
    return { status: 500, body: { __type: "InternalFailure" } };
  };
}

function invalid(message: string): Answer {
  return { status: 400, body: { __type: "ValidationException", message } };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function entriesIn(input: unknown): Entry[] | undefined {
  const { Entries = [] } = Object(input) as { Entries?: unknown };
  return Array.isArray(Entries) && Entries.every(isEntry) ? Entries : undefined;
}
