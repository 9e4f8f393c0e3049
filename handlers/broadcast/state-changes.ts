/** Lets code wait for a state that other code brings about. */
export interface StateChanges {
  /** Resolves when the state is reached: now, or at a later call of `changed`. */
  until(isReached: () => boolean): Promise<void>;
  /** To be called after each change of state. */
  changed(): void;
}

export function stateChanges(): StateChanges {
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
