interface Target {
  addEventListener?(name: string, listener: () => void): void;
  removeEventListener?(name: string, listener: () => void): void;
  document?: Target;
}

/**
 * Calls back when a browser's network comes or goes, and when its page is hidden or looked at: it may have slept.
 * @returns what ends it.
 */
export function onWake(callback: () => void): () => void {
  const page = globalThis as Target;
  const each = (method: "addEventListener" | "removeEventListener") => {
    page[method]?.("online", callback);
    page[method]?.("offline", callback);
    page.document?.[method]?.("visibilitychange", callback);
  };
  each("addEventListener");
  return () => each("removeEventListener");
}
