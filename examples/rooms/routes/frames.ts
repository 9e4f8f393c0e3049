import type { RouteResult } from "../../../handlers/events";
import type { Entry } from "../stores/room-log";
import type { Refusal } from "./requests";

/** What a route returns: API Gateway sends the body to the connection that asked. */
export interface Answer extends RouteResult {
  body?: string;
}

export function reply(replyTo: string, fields: Record<string, unknown>): Answer {
  return { statusCode: 200, body: JSON.stringify({ type: "reply", replyTo, ...fields }) };
}

export function refuse(refusal: Refusal, replyTo?: string, statusCode = 400): Answer {
  const { code, message } = refusal;
  const frame = { type: "error", ...(replyTo && { replyTo }), error: { code, message } };
  return { statusCode, body: JSON.stringify(frame) };
}

/** An entry of a room as its members get it. */
export function entryFrame(room: string, { sequence, said }: Entry): string {
  if (!said) return JSON.stringify({ type: "void", room, sequence });
  const { id, from, text, atMs } = said;
  const at = new Date(atMs).toISOString();
  return JSON.stringify({ type: "message", room, sequence, id, from, text, at });
}

/** A message to one user. */
export function directFrame(to: string, said: { id: string; from: string; text: string }): string {
  return JSON.stringify({ type: "direct", to, ...said, at: new Date().toISOString() });
}

export function presenceFrame(room: string, user: string, state: "joined" | "left"): string {
  return JSON.stringify({ type: "presence", room, user, state });
}
