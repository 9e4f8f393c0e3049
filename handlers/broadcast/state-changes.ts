/** Lets code wait for a state that other code brings about. */
export interface Waiting {
  /** Resolves when the state is reached: now, or when `changed` is called and finds it so. */
  until(isReached: () => boolean): Promise<void>;
  changed(): void;
}

export function waiting(): Waiting {
  const waiters: { isReached: () => boolean; resolve: () => void }[] = [];
  return {
    async until(isReached) {
      if (!isReached()) await new Promise<void>((resolve) => waiters.push({ isReached, resolve }));
    },
    changed() {
      if (waiters.length === 0) return;
      for (const waiter of waiters.splice(0)) {
        if (waiter.isReached()) waiter.resolve();
        else waiters.push(waiter);
      }
    },
  };
}
