/** Sends people to sign in, from where they come back with a token behind the # of this page's address. */
export function signIn(issuer: string, client: string): void {
  // What comes back must be the answer to this.
  const state = crypto.randomUUID();
  sessionStorage.setItem("state", state);
  const query = new URLSearchParams({
    response_type: "token",
    client_id: client,
    redirect_uri: location.href.split("#")[0]!,
    state,
  });
  location.assign(`${issuer}/oauth2/authorize?${query}`);
}

/** A token that this page has asked for. */
export interface Token {
  text: string;
  user: string;
  expiresAtMs: number;
}

/**
 * The token in the address, from where it is taken, if this page has asked for it.
 * @param userClaim its claim that has the user's name.
 */
export function receivedToken(userClaim: string): Token | undefined {
  const answer = new URLSearchParams(location.hash.slice(1));
  const text = answer.get("access_token");
  if (!text) return undefined;
  // The token stays out of the history.
  history.replaceState(null, "", location.href.split("#")[0]);
  const state = sessionStorage.getItem("state");
  sessionStorage.removeItem("state");
  if (state === null || answer.get("state") !== state) return undefined;
  const claims = claimsIn(text);
  const user = String(claims[userClaim] ?? claims.sub ?? "");
  return { text, user, expiresAtMs: Number(claims.exp) * 1000 };
}

/** What a token says, for the page to show. The service verifies it, and goes by that. */
function claimsIn(token: string): Record<string, unknown> {
  const payload = token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}
