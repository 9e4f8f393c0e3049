/** How many characters of a body the journal keeps. */
const MAX_BODY_LENGTH = 1024;

interface BodyFields {
  bytes: number;
  body: string;
}

/** A broadcast posts the same body to everyone: the journal then keeps one copy of the text, not hundreds. */
let lastBody = { body: "", fields: fieldsOf("") };

/** A body as the journal records it: its size, and its first 1,024 characters. */
export function bodyFields(body: string): BodyFields {
  if (body !== lastBody.body) lastBody = { body, fields: fieldsOf(body) };
  return lastBody.fields;
}

/** The same of bytes, whatever they are. */
export function byteFields(body: Buffer): BodyFields {
  // A character has four bytes at most.
  const beginning = body.subarray(0, 4 * MAX_BODY_LENGTH).toString("utf8");
  return { bytes: body.length, body: beginningOf(beginning) };
}

function fieldsOf(body: string): BodyFields {
  return { bytes: Buffer.byteLength(body), body: beginningOf(body) };
}

/** A copy: a slice would keep the whole text in memory as long as its journal entry. */
function beginningOf(body: string): string {
  if (body.length <= MAX_BODY_LENGTH) return body;
  return Buffer.from(body.slice(0, MAX_BODY_LENGTH)).toString("utf8");
}
