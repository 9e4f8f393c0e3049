import type { Clock, Timer } from "../../shared/clock";

interface Deadline {
  leftMs: number;
  /** Undefined while the clock is held. */
  running: { timer: Timer; since: number } | undefined;
  callback: () => void;
}

/** The same clock, but its deadlines can be held, as when a debugger stops the code that they limit. */
export function holdable(clock: Clock): Required<Clock> {
  const deadlines = new Set<Deadline>();
  let holders = 0;
  let heldSince = 0;
  let heldMs = 0;

  const run = (deadline: Deadline) => {
    const timer = clock.deadline(deadline.leftMs, () => {
      deadlines.delete(deadline);
      deadline.callback();
    });
    deadline.running = { timer, since: performance.now() };
  };
  const stop = (deadline: Deadline) => {
    const { timer, since } = deadline.running!;
    timer.cancel();
    deadline.leftMs = Math.max(0, deadline.leftMs - (performance.now() - since));
    deadline.running = undefined;
  };

  return {
    now: () => clock.now(),
    after: (delayMs, callback) => clock.after(delayMs, callback),
    deadline(leftMs, callback) {
      const deadline: Deadline = { leftMs, running: undefined, callback };
      deadlines.add(deadline);
      if (holders === 0) run(deadline);
      return {
        cancel() {
          deadlines.delete(deadline);
          deadline.running?.timer.cancel();
        },
      };
    },
    hold() {
      if (holders++ === 0) {
        heldSince = clock.now();
        for (const deadline of deadlines) stop(deadline);
      }
      let isHolding = true;
      return () => {
        if (!isHolding) return;
        isHolding = false;
        if (--holders > 0) return;
        heldMs += clock.now() - heldSince;
        for (const deadline of deadlines) run(deadline);
      };
    },
    heldMs: () => heldMs + (holders > 0 ? clock.now() - heldSince : 0),
  };
}
