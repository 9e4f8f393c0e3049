/** A public key as an issuer publishes it. https://www.rfc-editor.org/rfc/rfc7517#section-4 */
export interface Key {
  kid: string;
  [member: string]: unknown;
}

/** @throws Error if there is no answer of status 200 with JSON. */
export type FetchJson = (url: string) => Promise<unknown>;

/** The keys of an issuer, as they are known at the moment. */
export interface IssuerKeys {
  /**
   * Looks up a key, and fetches the keys if it is unknown or they are old.
   * @returns undefined if the issuer has no such key.
   * @throws Error if the keys are not known, because the issuer does not answer.
   */
  find(kid: string): Promise<Key | undefined>;
}

/** How long keys are used before they are fetched again. A withdrawn key is trusted no longer while the issuer answers. */
const MAX_AGE_MS = 10 * 60 * 1000;

/** The least time between two fetches for unknown key IDs, so that made-up ones do not flood the issuer. */
const MIN_INTERVAL_MS = 10_000;

/** The least time between a fetch that failed and the next, if a key is unknown. */
const RETRY_MS = 1000;

/**
 * The keys of an OpenID Connect issuer, found by its configuration and kept in the execution environment. Handshakes
 * that need them at the same time share a request.
 * https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function issuerKeys(
  issuer: string,
  fetchJson: FetchJson,
  now: () => number = () => Date.now(),
): IssuerKeys {
  let keys: Key[] | undefined;
  let fetchedMs = -Infinity;
  let failure: { error: unknown; atMs: number } | undefined;
  let fetching: Promise<void> | undefined;

  async function fetchKeys(): Promise<void> {
    try {
      keys = await keysOf(issuer, fetchJson);
      fetchedMs = now();
      failure = undefined;
    } catch (error) {
      failure = { error, atMs: now() };
    }
    fetching = undefined;
  }

  return {
    async find(kid) {
      const lookUp = () => keys?.find((key) => key.kid === kid);
      const isKnown = lookUp() !== undefined;
      const dueMs = Math.max(
        fetchedMs + (isKnown ? MAX_AGE_MS : MIN_INTERVAL_MS),
        (failure?.atMs ?? -Infinity) + (isKnown ? MIN_INTERVAL_MS : RETRY_MS),
      );
      if (now() >= dueMs || (fetching && !isKnown)) await (fetching ??= fetchKeys());
      const found = lookUp();
      // While the issuer does not answer, the keys from before go on being trusted.
      if (found) return found;
      if (failure) throw failure.error;
      return undefined;
    },
  };
}

async function keysOf(issuer: string, fetchJson: FetchJson): Promise<Key[]> {
  const base = issuer.replace(/\/$/, "");
  const configuration = (await fetchJson(`${base}/.well-known/openid-configuration`)) as {
    issuer?: unknown;
    jwks_uri?: unknown;
  };
  if (configuration?.issuer !== issuer)
    throw new Error(`The configuration of issuer "${issuer}" is that of another issuer.`);
  const { jwks_uri: address } = configuration;
  if (typeof address !== "string" || !address.startsWith("https://"))
    throw new Error(`The configuration of issuer "${issuer}" names no keys at an HTTPS address.`);
  const { keys } = ((await fetchJson(address)) ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error(`Issuer "${issuer}" has no list of keys.`);
  return keys.filter((key: unknown): key is Key => {
    const { kid, use } = (key ?? {}) as Partial<Key>;
    return typeof kid === "string" && (use === undefined || use === "sig");
  });
}
