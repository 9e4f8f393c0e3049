import type { IncomingMessage } from "node:http";
import { readBody } from "../../shared/request-body";

/** The longest request of a page: a message with its action and connection. */
const MAX_REQUEST_BYTES = 256 * 1024;

/** What a page can do. Each takes what the page sent and returns the response. */
export type Actions = Record<string, (input: Record<string, unknown>) => Promise<object>>;

/** A mistake of the user's, shown in the page. */
export class ActionError extends Error {}

/** Performs what a page requests: `{ "action": NAME, ... }`. */
export async function act(
  request: IncomingMessage,
  actions: Actions,
): Promise<{ status: number; body: object }> {
  const input = await readJson(request);
  const name = String(input?.action);
  if (!input || !Object.hasOwn(actions, name))
    return { status: 400, body: { error: `There is no action "${name}".` } };
  try {
    return { status: 200, body: await actions[name]!(input) };
  } catch (error) {
    return { status: 409, body: { error: (error as Error).message } };
  }
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const { body } = await readBody(request, MAX_REQUEST_BYTES);
  if (!body) return undefined;
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
