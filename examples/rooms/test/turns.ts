/** Lets several async functions run in turns that the test chooses, between calls that they announce. */
export interface Turns {
  /** Starts a function that takes part. */
  start(actor: string, run: () => Promise<void>): void;
  /** To be awaited before a call: it is made when the actor's turn has come. */
  turn(actor: string): Promise<void>;
  /** Notes that an actor makes no further call. */
  ended(actor: string): void;
  /** Gives turns until everyone has ended. @throws what an actor threw. */
  play(): Promise<void>;
}

/** @param choose which of so many that wait goes next. */
export function turnsOf(choose: (count: number) => number): Turns {
  const waiting: { actor: string; go: () => void }[] = [];
  const running = new Set<string>();
  const failures: unknown[] = [];
  let wake = () => {};
  const pause = (actor: string) => {
    running.delete(actor);
    wake();
  };
  return {
    start(actor, run) {
      running.add(actor);
      void run()
        .catch((error: unknown) => failures.push(error))
        .finally(() => pause(actor));
    },
    turn: (actor) =>
      new Promise((resolve) => {
        waiting.push({ actor, go: resolve });
        pause(actor);
      }),
    ended: pause,
    async play() {
      for (;;) {
        // Whoever has ended may start somebody else.
        do {
          if (running.size > 0) await new Promise<void>((resolve) => (wake = resolve));
          await new Promise((resolve) => setImmediate(resolve));
        } while (running.size > 0);
        if (failures.length > 0) throw failures[0];
        if (waiting.length === 0) return;
        const [next] = waiting.splice(choose(waiting.length), 1);
        running.add(next!.actor);
        next!.go();
      }
    },
  };
}
