import type { SignedRequest } from "../access/access";
import { authorizationOf } from "./request-signature";
import {
  canonicalRequest,
  sha256,
  signatureOf,
  signingKey,
  stringToSign,
  type CredentialScope,
} from "./canonical-request";
import type { Credentials } from "../access/credentials";
import { fault, isFault, type Fault } from "../access/faults";
import { isSameSecret } from "../../shared/ids/same-secret";
import { dateFault, headersFault, scopeFault } from "./signature-faults";

export interface VerifyOptions<C extends Credentials> {
  service: string;
  region: string;
  /** The callers' time, in milliseconds since 1970. */
  nowMs: number;
  find(accessKeyId: string): C | undefined;
  isExpired(credentials: C): boolean;
}

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const INVALID_TOKEN = "The security token included in the request is invalid.";

/**
 * Verifies the signature of a request (SigV4, in a header or presigned), with AWS's checks in AWS's order.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 * @returns whose request it is, or what is wrong with it.
 */
export function verifySignature<C extends Credentials>(
  request: SignedRequest,
  options: VerifyOptions<C>,
): C | Fault {
  const authorization = authorizationOf(request, options.service);
  if (isFault(authorization)) return authorization;
  const wrong =
    dateFault(authorization, options.nowMs) ??
    headersFault(authorization, request) ??
    scopeFault(authorization, options);
  if (wrong) return wrong;

  const [accessKeyId = "", date = ""] = authorization.scope;
  const credentials = options.find(accessKeyId);
  if (!credentials) return fault("UnrecognizedClientException", INVALID_TOKEN);

  const payloadHash = sha256(request.body);
  const canonical = canonicalRequest(request, authorization.signedHeaders, payloadHash);
  const scope = { date, region: options.region, service: options.service };
  const text = stringToSign(canonical, authorization.date, scope);
  const key = signingKeyOf(authorization.credential, credentials.secretAccessKey, scope);
  const expected = signatureOf(text, key);
  const declared = request.headers["x-amz-content-sha256"];
  if (
    !isSameSecret(authorization.signature, expected) ||
    (declared !== undefined && declared !== payloadHash)
  ) {
    const details = `\n\nThe Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${text}'\n`;
    const message = options.service === "execute-api" ? MISMATCH + details : MISMATCH;
    return fault("InvalidSignatureException", message);
  }
  // No constant-time compare needed: the signature was already verified.
  if (authorization.sessionToken !== credentials.sessionToken)
    return fault("UnrecognizedClientException", INVALID_TOKEN);
  if (options.isExpired(credentials))
    return fault("ExpiredTokenException", "The security token included in the request is expired");
  return credentials;
}

/** By access key ID and scope: a signing key is good for a day. */
const signingKeys = new Map<string, { secret: string; key: Buffer }>();
const MAX_SIGNING_KEYS = 1000;

/** @param credential the access key ID with the scope, as the request has them. */
function signingKeyOf(credential: string, secret: string, scope: CredentialScope): Buffer {
  const known = signingKeys.get(credential);
  if (known?.secret === secret) return known.key;
  const key = signingKey(secret, scope);
  if (signingKeys.size >= MAX_SIGNING_KEYS) signingKeys.delete(signingKeys.keys().next().value!);
  signingKeys.set(credential, { secret, key });
  return key;
}
