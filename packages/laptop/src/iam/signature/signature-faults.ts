import type { SignedRequest } from "../access/access";
import type { Authorization } from "./request-signature";
import { dateText } from "./canonical-request";
import { fault, type Fault } from "../access/faults";

/** How far the caller's clock may be off. */
const SKEW_MS = 5 * 60 * 1000;

/** The posts of a broadcast all have the same date, which is parsed once. */
let lastDate = { text: "", ms: NaN };

/** In milliseconds since 1970; NaN if the text is not a date. */
function readDate(date: string): number {
  if (date !== lastDate.text) lastDate = { text: date, ms: parseDate(date) };
  return lastDate.ms;
}

function parseDate(date: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!match) return /^\d/.test(date) ? NaN : Date.parse(date);
  const [, year, month, day, ...time] = match;
  return Date.parse(`${year}-${month}-${day}T${time.join(":")}Z`);
}

/** A signature is good for five minutes around its date; a presigned one for as long as it says. */
export function dateFault(
  { date, expiresSeconds }: Authorization,
  nowMs: number,
): Fault | undefined {
  const signedMs = readDate(date);
  if (Number.isNaN(signedMs)) {
    return fault(
      "IncompleteSignatureException",
      `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  const minutes = SKEW_MS / 60_000;
  if (signedMs > nowMs + SKEW_MS) {
    const latest = dateText(nowMs + SKEW_MS);
    const message = `Signature not yet current: ${date} is still later than ${latest} (${dateText(nowMs)} + ${minutes} min.)`;
    return fault("InvalidSignatureException", message);
  }
  const isOver =
    expiresSeconds === undefined
      ? signedMs < nowMs - SKEW_MS
      : !(signedMs + expiresSeconds * 1000 >= nowMs);
  if (!isOver) return undefined;
  const message = `Signature expired: ${date} is now earlier than ${dateText(nowMs - SKEW_MS)} (${dateText(nowMs)} - ${minutes} min.)`;
  return fault("InvalidSignatureException", message);
}

/** `host` and every `x-amz-` header must be signed. */
export function headersFault(
  { signedHeaders }: Authorization,
  request: SignedRequest,
): Fault | undefined {
  if (!signedHeaders.includes("host")) return unsigned("'Host' or ':authority'");
  for (const name in request.headers) {
    // Unconfirmed [unsigned-header]: the error for an x-amz- header that is not signed; here that of a Host that is not.
    if (name.startsWith("x-amz-") && !signedHeaders.includes(name)) return unsigned(`'${name}'`);
  }
  return undefined;
}

function unsigned(name: string): Fault {
  const message = `${name} must be a 'SignedHeader' in the AWS Authorization.`;
  return fault("InvalidSignatureException", message);
}

/** The scope must be that of the service, of the Region and of the day. */
export function scopeFault(
  { credential, scope, date }: Authorization,
  { region, service }: { region: string; service: string },
): Fault | undefined {
  if (scope.length !== 5) {
    return fault(
      "IncompleteSignatureException",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  const [, day, givenRegion, givenService, terminator] = scope;
  let message = "";
  if (givenRegion !== region)
    message += `Credential should be scoped to a valid region, not '${givenRegion}'. `;
  if (givenService !== service)
    message += `Credential should be scoped to correct service: '${service}'. `;
  if (terminator !== "aws4_request")
    message += `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'. `;
  const signedDay = /^\d{8}T/.test(date)
    ? date.slice(0, 8)
    : dateText(Date.parse(date)).slice(0, 8);
  if (day !== signedDay)
    message += `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${signedDay}', from '${date}'. `;
  return message === "" ? undefined : fault("InvalidSignatureException", message);
}
