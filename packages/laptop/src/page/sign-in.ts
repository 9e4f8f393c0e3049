import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { IssuerKey } from "../issuer/issuer-key";
import { localToken, type TokenTarget } from "../issuer/local-token";
import { isLoopbackOrigin, parseOrigin } from "../shared/exposure";
import { readBody } from "../shared/request-body";
import { SECURITY_HEADERS } from "./security";

const EXPIRES_MS = 60 * 60 * 1000;
const MAX_FORM_BYTES = 8 * 1024;

export interface SignInDeps {
  /** Which tokens the program accepts; undefined until it runs. */
  tokens: TokenTarget | undefined;
  issuerKey: () => IssuerKey;
}

/**
 * Stands for the page of a Cognito user pool where people sign in (implicit grant), for pages of this machine: who
 * signs in is sent back with a token in the fragment of the address.
 * Differs from AWS: who signs in to the local issuer gives a name, and no password.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export async function signIn(
  request: IncomingMessage,
  response: ServerResponse,
  { tokens, issuerKey }: SignInDeps,
): Promise<void> {
  const query = new URLSearchParams(request.url!.split("?", 2)[1]);
  const returnTo = query.get("redirect_uri") ?? "";
  const fault = faultOf(query, tokens);
  if (fault !== undefined) return answer(response, 400, fault);
  if (request.method === "GET") return answer(response, 200, FORM, formHeaders(returnTo));
  if (request.method !== "POST")
    return answer(response, 405, "GET or POST", { Allow: "GET, POST" });
  const { body } = await readBody(request, MAX_FORM_BYTES);
  const name = new URLSearchParams(body?.toString()).get("name")?.trim();
  if (!name) return answer(response, 400, "Go back and write a name.");
  let accessToken: string;
  try {
    accessToken = localToken(issuerKey(), {
      issuer: tokens!.issuer,
      audience: query.get("client_id")!,
      name,
      expiresMs: EXPIRES_MS,
      nowMs: Date.now(),
    });
  } catch (error) {
    return answer(response, 500, (error as Error).message);
  }
  const state = query.get("state");
  const fragment = new URLSearchParams({
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: String(EXPIRES_MS / 1000),
    ...(state !== null && { state }),
  });
  // As browsers write it: a header holds no other letters than ASCII.
  const Location = `${new URL(returnTo).href}#${fragment.toString()}`;
  response.writeHead(302, { ...SECURITY_HEADERS, Location }).end();
}

/** What is wrong with the request of a page, for its developer. */
function faultOf(query: URLSearchParams, tokens: TokenTarget | undefined): string | undefined {
  const audiences = tokens?.audience.split(",").map((each) => each.trim()) ?? [];
  const returnTo = query.get("redirect_uri") ?? "";
  if (query.get("response_type") !== "token") return 'response_type must be "token".';
  if (!audiences.includes(query.get("client_id") || "-"))
    return "client_id must be the audience of the program's configuration.";
  const isPage = /^https?:/i.test(returnTo) && URL.canParse(returnTo);
  const origin = isPage ? parseOrigin(new URL(returnTo).origin) : undefined;
  if (origin === undefined || !isLoopbackOrigin(origin) || returnTo.includes("#"))
    return "redirect_uri must be a page of this machine.";
  return undefined;
}

const FORM = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign in to pulumi-laptop</title>
<h1>Sign in</h1>
<p>pulumi-laptop stands for your user pool on this machine, and takes any name.</p>
<form method="post">
  <label>Name <input name="name" autocomplete="username" required autofocus></label>
  <button>Sign in</button>
</form>
</html>
`;

function formHeaders(returnTo: string): OutgoingHttpHeaders {
  // Chromium asks form-action about the redirect as well.
  const policy = `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' ${new URL(returnTo).origin}`;
  return {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policy,
    // Without a referrer, a browser says nothing of the form's origin either, and the door refuses it.
    "Referrer-Policy": "same-origin",
  };
}

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = { "Content-Type": "text/plain; charset=utf-8" },
): void {
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers }).end(text);
}
