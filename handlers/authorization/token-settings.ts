/** Which tokens are accepted, and what is taken from them. */
export interface TokenSettings {
  /** The claim `iss`, exactly. */
  issuer: string;
  /** Values of the claim `aud`, or of `client_id` in tokens without it. */
  audiences: string[];
  /** Claims that become part of the identity. */
  claims: string[];
  /** Whether a connection ends when its token does. */
  endsConnection: boolean;
}

/** The settings in the function's environment variables. */
export function tokenSettings(): TokenSettings {
  const { TOKEN_ISSUER, TOKEN_AUDIENCE, TOKEN_CLAIMS, TOKEN_ENDS_CONNECTION } = process.env;
  return {
    issuer: TOKEN_ISSUER ?? "",
    audiences: listIn(TOKEN_AUDIENCE),
    claims: listIn(TOKEN_CLAIMS),
    endsConnection: TOKEN_ENDS_CONNECTION === "true",
  };
}

/** @param text values with commas between them. */
function listIn(text = ""): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
}
