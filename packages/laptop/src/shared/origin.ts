import { isLoopback, plainName } from "./addresses";

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
