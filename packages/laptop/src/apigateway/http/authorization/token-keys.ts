import type { JsonWebKey } from "node:crypto";
import { isUserPool } from "../../../issuer/user-pool";
import type { Clock } from "../../../shared/clock";

export interface PublishedKey extends JsonWebKey {
  kid?: string;
}

/**
 * How long an issuer's keys are used, and its answers' limits.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const KEPT_MS = 2 * 60 * 60 * 1000;
const TIMEOUT_MS = 1500;
const MAX_CONFIGURATION_BYTES = 300_000;
const MAX_KEYS_BYTES = 150_000;

/** How soon keys are fetched again for a token that none of them signed. */
const RETRY_MS = 10_000;

interface Fetched {
  atMs: number;
  keys: Promise<PublishedKey[]>;
}

/** The keys of those who sign tokens. Instead of a Cognito user pool, this machine answers. */
export class TokenKeys {
  readonly #fetched = new Map<string, Fetched>();

  /** @param userPoolKeys what this machine publishes in place of user pools. */
  constructor(
    private readonly userPoolKeys: () => PublishedKey[],
    private readonly clock: Clock,
  ) {}

  /**
   * The keys that may have signed a token.
   * @throws Error if the issuer does not say.
   */
  async of(issuer: string, kid: string): Promise<PublishedKey[]> {
    if (isUserPool(issuer)) return this.userPoolKeys().filter((key) => key.kid === kid);
    let fetched = this.#fetched.get(issuer);
    const ageMs = () => this.clock.now() - fetched!.atMs;
    if (!fetched || ageMs() > KEPT_MS) fetched = this.#fetch(issuer);
    const found = (await fetched.keys).filter((key) => key.kid === kid);
    if (found.length > 0 || ageMs() < RETRY_MS) return found;
    return (await this.#fetch(issuer).keys).filter((key) => key.kid === kid);
  }

  #fetch(issuer: string): Fetched {
    const keys = fetchKeys(issuer);
    const fetched = { atMs: this.clock.now(), keys };
    this.#fetched.set(issuer, fetched);
    // The next token asks again.
    keys.catch(() => this.#fetched.get(issuer) === fetched && this.#fetched.delete(issuer));
    return fetched;
  }
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
async function fetchKeys(issuer: string): Promise<PublishedKey[]> {
  const at = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { jwks_uri: uri } = await fetchObject(at, MAX_CONFIGURATION_BYTES);
  if (typeof uri !== "string") throw new Error(`${at} names no jwks_uri.`);
  const { keys } = await fetchObject(uri, MAX_KEYS_BYTES);
  if (!Array.isArray(keys)) throw new Error(`${uri} has no keys.`);
  return keys.filter((key): key is PublishedKey => typeof key === "object" && key !== null);
}

async function fetchObject(url: string, maxBytes: number): Promise<Record<string, unknown>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered with status ${response.status}.`);
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > maxBytes) throw new Error(`${url} answered more than ${maxBytes} bytes.`);
  }
  return (JSON.parse(text) ?? {}) as Record<string, unknown>;
}
