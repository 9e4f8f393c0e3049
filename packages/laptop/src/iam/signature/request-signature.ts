import type { SignedRequest } from "../access/access";
import { ALGORITHM } from "./canonical-request";
import { fault, type Fault } from "../access/faults";

/** The signature of a request, from its header `Authorization` or its query. */
export interface Authorization {
  /** `AKID/20150830/us-east-1/dynamodb/aws4_request` */
  credential: string;
  /** The parts of the credential. */
  scope: readonly string[];
  signedHeaders: readonly string[];
  signature: string;
  /** As sent: `20150830T123600Z`. */
  date: string;
  sessionToken: string;
  /** For how many seconds a presigned request is good. */
  expiresSeconds?: number | undefined;
}

/** The message for a request without a signature, where a service has its own. */
const MISSING: Record<string, string> = {
  dynamodb: "Request is missing Authentication Token",
};

/** Reads the signature of a request, from its header or its query. */
export function authorizationOf(request: SignedRequest, service: string): Authorization | Fault {
  const header = single(request.headers.authorization);
  const mark = request.url.indexOf("?");
  const query = mark < 0 ? undefined : new URLSearchParams(request.url.slice(mark + 1));
  const isPresigned = query?.has("X-Amz-Algorithm") === true;
  if (header && isPresigned) {
    return fault(
      "InvalidSignatureException",
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  }
  if (isPresigned) return fromQuery(query);
  if (!header || (service === "dynamodb" && !header.trim().startsWith("AWS4-"))) {
    const message = MISSING[service] ?? "Missing Authentication Token";
    return fault("MissingAuthenticationTokenException", message);
  }
  return fromHeader(header, request);
}

/** The form that the SDKs write. */
const USUAL = /^AWS4-HMAC-SHA256 Credential=[^,\s]+, SignedHeaders=[^,\s]+, Signature=\w+$/;

/** The last header of this form without its signature: the posts of a broadcast differ only in that. */
let lastHeader = { beginning: "", signed: signedBy("", "") };

function fromHeader(header: string, { headers }: SignedRequest): Authorization | Fault {
  const date = single(headers["x-amz-date"]) ?? single(headers.date) ?? "";
  const sessionToken = single(headers["x-amz-security-token"]) ?? "";
  const isUsual = USUAL.test(header);
  const signatureAt = header.lastIndexOf("=") + 1;
  const beginning = header.slice(0, signatureAt);
  if (isUsual && date && beginning === lastHeader.beginning) {
    const { credential, scope, signedHeaders } = lastHeader.signed;
    const signature = header.slice(signatureAt);
    return { credential, scope, signedHeaders, signature, date, sessionToken };
  }
  const [credential, signedHeaders, signature] = partsOf(header);
  if (credential && signedHeaders && signature && date) {
    const signed = signedBy(credential, signedHeaders);
    if (isUsual) lastHeader = { beginning, signed };
    return { ...signed, signature, date, sessionToken };
  }
  const algorithm = header.trim().split(/\s/, 1)[0]!;
  if (!header.includes("=") || !algorithm.startsWith("AWS4-")) {
    return fault(
      "IncompleteSignatureException",
      `'${header.trim().split(/\s+/).pop()}' not a valid key=value pair (missing equal-sign) in Authorization header: '${header}'.`,
    );
  }
  if (algorithm !== ALGORITHM) return unsupported(algorithm);
  const missing = { Credential: credential, Signature: signature, SignedHeaders: signedHeaders };
  let message = "";
  for (const [name, value] of Object.entries(missing))
    if (!value) message += `Authorization header requires '${name}' parameter. `;
  if (!date)
    message +=
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  return fault("IncompleteSignatureException", `${message}Authorization=${header}`);
}

function signedBy(credential: string, names: string) {
  const signedHeaders = names.toLowerCase().split(";");
  return { credential, scope: credential.split("/"), signedHeaders };
}

/** Reads credential, signed headers and signature, in any order, with any blanks around the commas. */
function partsOf(header: string): (string | undefined)[] {
  const [algorithm, ...rest] = header.trim().split(/[\s,]+/);
  if (algorithm !== ALGORITHM) return [];
  const find = (name: string) =>
    rest.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  return [find("Credential"), find("SignedHeaders"), find("Signature")];
}

function fromQuery(query: URLSearchParams): Authorization | Fault {
  const get = (name: string) => query.get(`X-Amz-${name}`) ?? "";
  const needed = ["Algorithm", "Credential", "Signature", "SignedHeaders", "Date"];
  const missing = needed.filter((name) => !get(name));
  if (missing.length > 0) {
    const sentences = missing.map(
      (name) => `AWS query-string parameters must include 'X-Amz-${name}'. `,
    );
    return fault(
      "IncompleteSignatureException",
      `${sentences.join("")}Re-examine the query-string parameters.`,
    );
  }
  if (get("Algorithm") !== ALGORITHM) return unsupported(get("Algorithm"));
  const wrongExpiry = expiryFault(get("Expires"));
  if (wrongExpiry) return wrongExpiry;
  return {
    ...signedBy(get("Credential"), get("SignedHeaders")),
    signature: get("Signature"),
    date: get("Date"),
    sessionToken: get("Security-Token"),
    expiresSeconds: get("Expires") === "" ? undefined : Number(get("Expires")),
  };
}

const MAX_EXPIRES_S = 7 * 24 * 60 * 60;

/** A signature in a query is good for seven days at most; without X-Amz-Expires, for as long as one in a header. */
function expiryFault(text: string): Fault | undefined {
  if (text === "") return undefined;
  // Unconfirmed [wrong-expires]: the error for a wrong X-Amz-Expires outside of S3; here S3's messages.
  if (!/^-?\d+$/.test(text)) return fault(QUERY_ERROR, "X-Amz-Expires should be a number");
  if (Number(text) <= 0) return fault(QUERY_ERROR, "X-Amz-Expires must be non-negative");
  if (Number(text) <= MAX_EXPIRES_S) return undefined;
  const message = `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_S} seconds`;
  return fault(QUERY_ERROR, message);
}

const QUERY_ERROR = "AuthorizationQueryParametersError";

function unsupported(algorithm: string): Fault {
  return fault(
    "IncompleteSignatureException",
    `Unsupported AWS 'algorithm': '${algorithm}' (only ${ALGORITHM} for now). `,
  );
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
