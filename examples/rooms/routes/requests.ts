/** What a connection asks for, validated. `id` names the request in its answer. */
export interface Requests {
  join: { id: string; room: string; since?: number };
  leave: { id: string; room: string };
  say: { id: string; room: string; text: string; echo?: boolean };
  to: { id: string; user: string; text: string };
  who: { id: string; room: string };
}

export type Action = keyof Requests;

/** Why a request was not granted, for the program that made it and for its developer. */
export interface Refusal {
  code: string;
  message: string;
}

/** Longer texts belong into a file store, and a link to them into the room. */
export const MAX_TEXT_BYTES = 8 * 1024;

const MAX_ID_LENGTH = 64;

interface Field {
  must: string;
  isValid(value: unknown): boolean;
}

/** Half of a surrogate pair is no character: stores and encodings refuse it, or make another of it. */
const isText = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && !/\p{Surrogate}/u.test(value);

const FIELDS: Record<string, Field> = {
  room: {
    must: "be 1 to 64 letters, digits, spaces or any of . _ -",
    isValid: (value) => typeof value === "string" && /^[\p{L}\p{N} ._-]{1,64}$/u.test(value),
  },
  user: {
    must: "be a name of 1 to 128 characters",
    isValid: (value) => isText(value) && value.length <= 128,
  },
  text: {
    must: `be a text of 1 to ${MAX_TEXT_BYTES} bytes`,
    isValid: (value) => isText(value) && Buffer.byteLength(value) <= MAX_TEXT_BYTES,
  },
  since: {
    must: "be the number of a message, or below 0 for so many of the latest",
    isValid: (value) => Number.isSafeInteger(value),
  },
  echo: { must: "be true or false", isValid: (value) => typeof value === "boolean" },
};

const SHAPES: Record<Action, { needed: string[]; optional: string[] }> = {
  join: { needed: ["room"], optional: ["since"] },
  leave: { needed: ["room"], optional: [] },
  say: { needed: ["room", "text"], optional: ["echo"] },
  to: { needed: ["user", "text"], optional: [] },
  who: { needed: ["room"], optional: [] },
};

/** Examples for who sends something else. */
export const EXAMPLES = [
  { action: "join", id: "1", room: "lobby", since: 0 },
  { action: "say", id: "2", room: "lobby", text: "hi" },
  { action: "to", id: "3", user: "alice", text: "hi" },
  { action: "who", id: "4", room: "lobby" },
  { action: "leave", id: "5", room: "lobby" },
  { action: "ping" },
];

/** @returns the request, or what is wrong with it and its ID if that can be read. */
export function readRequest<Asked extends Action>(
  action: Asked,
  body: string,
): { request: Requests[Asked] } | { refusal: Refusal; id: string | undefined } {
  const given = objectIn(body) ?? {};
  const id = idIn(body);
  const invalid = (message: string) => ({ refusal: { code: "invalid", message }, id });
  if (id === undefined)
    return invalid(`Give the request an "id": a text of 1 to ${MAX_ID_LENGTH} characters.`);
  const { needed, optional } = SHAPES[action];
  const request: Record<string, unknown> = { id };
  for (const name of [...needed, ...optional]) {
    const value = given[name];
    const field = FIELDS[name]!;
    if (value === undefined && optional.includes(name)) continue;
    if (value === undefined)
      return invalid(`"${action}" needs the field "${name}": it must ${field.must}.`);
    if (!field.isValid(value)) return invalid(`"${name}" of "${action}" must ${field.must}.`);
    request[name] = value;
  }
  return { request: request as unknown as Requests[Asked] };
}

/** The ID of a request of whatever shape. */
export function idIn(body: string): string | undefined {
  const id = objectIn(body)?.id;
  return isText(id) && id.length <= MAX_ID_LENGTH ? id : undefined;
}

export function objectIn(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
