let ended: Promise<void> | undefined;

/**
 * Resolves when everything that has arrived by now is read, for all who wait at once. What they then write
 * goes out in a row: the first write wakes who reads it, which costs more than the write, and the others
 * find it awake.
 */
export function endOfTurn(): Promise<void> {
  return (ended ??= new Promise((resolve) => {
    setImmediate(() => {
      ended = undefined;
      resolve();
    });
  }));
}
