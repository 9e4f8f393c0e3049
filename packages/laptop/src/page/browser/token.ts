const KEY = "token";

/**
 * The token of the address that was opened. It is taken out of the address, and kept for as long as the
 * tab is: the address can then be shown to others, and lead to sections.
 */
export function takeToken(): string {
  const given = /^#([\w-]{22})$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", "/");
  }
  return sessionStorage.getItem(KEY) ?? "";
}
