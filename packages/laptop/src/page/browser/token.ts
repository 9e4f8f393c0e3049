const KEY = "token";

/**
 * Takes the token from the address and keeps it as long as the tab is open. The address is then safe to
 * show to others, and its hash is free for sections.
 */
export function takeToken(): string {
  const given = /^#([\w-]{22})$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", "/");
  }
  return sessionStorage.getItem(KEY) ?? "";
}
