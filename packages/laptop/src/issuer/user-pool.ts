import type { IncomingMessage, ServerResponse } from "node:http";
import { isAwsName } from "../shared/aws-names";
import { parseHost } from "../shared/addresses";
import { openIssuerKey, publicKeyOf } from "./issuer-key";

/** Whether an issuer is a Cognito user pool, for which the laptop stands. */
export function isUserPool(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, hostname, pathname } = new URL(issuer);
  return protocol === "https:" && isAwsName("cognito-idp", hostname) && POOL.test(pathname);
}

const POOL = /^\/[\w-]+$/;
const DOCUMENT = /^(\/[\w-]+)\/\.well-known\/(openid-configuration|jwks\.json)$/;

/**
 * Answers in place of every Cognito user pool what functions ask to verify tokens: where the keys are, and the one
 * key of this machine. So nothing leaves it, and a program that names a user pool runs here unchanged.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 * @param keyPath the file with the key. It is read anew each time: another process may have made it.
 * @returns a function that answers a request, or returns false if it is another one.
 */
export function serveUserPools(
  keyPath: string,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const [, pool, document] = DOCUMENT.exec(request.url ?? "") ?? [];
    if (request.method !== "GET" || pool === undefined) return false;
    const issuer = `https://${parseHost(request.headers.host ?? "")?.name}${pool}`;
    try {
      const keys = () => ({ keys: [publicKeyOf(openIssuerKey(keyPath))] });
      send(response, 200, document === "jwks.json" ? keys() : configurationOf(issuer));
    } catch (error) {
      send(response, 500, { message: (error as Error).message });
    }
    return true;
  };
}

function send(response: ServerResponse, status: number, answer: object): void {
  const body = JSON.stringify(answer);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

function configurationOf(issuer: string): object {
  return {
    id_token_signing_alg_values_supported: ["RS256"],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
  };
}
