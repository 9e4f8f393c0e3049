/** How much of a body the journal tells, in characters. */
const MAX_BODY_LENGTH = 1024;

interface BodyFields {
  bytes: number;
  body: string;
}

/** The last body and its fields: a broadcast posts one to everyone, and the journal keeps one text of it. */
let last = { body: "", fields: fieldsOf("") };

/** A body as the journal tells it: its size, and its first 1,024 characters. */
export function bodyFields(body: string): BodyFields {
  if (body !== last.body) last = { body, fields: fieldsOf(body) };
  return last.fields;
}

function fieldsOf(body: string): BodyFields {
  return { bytes: Buffer.byteLength(body), body: beginningOf(body) };
}

/** A copy: a slice would keep the whole text in memory for as long as the journal is kept. */
function beginningOf(body: string): string {
  if (body.length <= MAX_BODY_LENGTH) return body;
  return Buffer.from(body.slice(0, MAX_BODY_LENGTH)).toString("utf8");
}
