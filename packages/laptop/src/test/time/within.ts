/** How long a test waits if it does not say how long: in real time, whatever the laptop's clock. */
export const DEFAULT_WAIT_MS = 30_000;

/**
 * Waits for a promise in real time.
 * @param explain makes the error if it takes longer.
 */
export async function within<T>(
  promise: Promise<T>,
  limitMs: number,
  explain: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(explain()), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
