/** How much of a body the journal tells, in characters. */
const MAX_BODY_LENGTH = 1024;

/** A body as the journal tells it: its size, and its first 1,024 characters. */
export function bodyFields(body: string): { bytes: number; body: string } {
  return { bytes: Buffer.byteLength(body), body: beginningOf(body) };
}

/** A copy: a slice would keep the whole text in memory for as long as the journal is kept. */
function beginningOf(body: string): string {
  if (body.length <= MAX_BODY_LENGTH) return body;
  return Buffer.from(body.slice(0, MAX_BODY_LENGTH)).toString("utf8");
}
