interface Page {
  addEventListener?(name: string, listener: () => void, options: { signal: AbortSignal }): void;
}

/**
 * Calls back when a browser's network comes or goes, and when its page is hidden or looked at: it may have slept.
 * @param signal ends it.
 */
export function onWake(signal: AbortSignal, callback: () => void): void {
  for (const name of ["online", "offline", "visibilitychange"])
    (globalThis as Page).addEventListener?.(name, callback, { signal });
}
