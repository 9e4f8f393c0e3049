import { isLoopback, plainName } from "./addresses";

/** What stays on this machine unless it is asked for, when the stages are open to a network. */
export const EXPOSABLE = ["page", "management", "dynamodb", "invoke"] as const;

export type Exposable = (typeof EXPOSABLE)[number];

/** Where to listen. */
export interface Exposure {
  /** The host or address of the stages. */
  host: string;
  /** What else other machines may reach. */
  expose: readonly Exposable[];
}

/** Nothing but this machine. */
export const LOCAL: Exposure = { host: "127.0.0.1", expose: [] };

/** The host for a server of its own: this machine alone, unless it is exposed. */
export function hostFor(name: Exposable, { host, expose }: Exposure): string {
  return expose.includes(name) ? host : LOCAL.host;
}

/**
 * The origin of a page as browsers write it in the header Origin: `https://example.com`, or `null`.
 * @returns undefined if the text is no origin.
 */
export function parseOrigin(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (lower === "null") return lower;
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/?#@\\\s]*$/.test(lower)) return undefined;
  // Other schemes, such as those of extensions, have no usual form.
  if (!/^(https?|wss?):/.test(lower)) return lower;
  return URL.canParse(lower) ? new URL(lower).origin : undefined;
}

/** Whether the origin is a web server on this machine, on any port. */
export function isLoopbackOrigin(origin: string): boolean {
  return /^https?:/.test(origin) && isLoopback(plainName(new URL(origin).hostname));
}
