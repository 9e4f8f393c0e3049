import { setTimeout as wait } from "node:timers/promises";
import { Crowd } from "./crowd";
import { Ledger, PATIENCE_MS } from "./ledger";
import type { SoakOptions } from "./options";
import type { Service } from "./service";
import { isAtRest, type Outcome, type Sample } from "./verdict";

/** How often each thing happens. A short soak is divided into at least so many. */
const CHURN = { ms: 1000, atLeast: 10 };
const KILL = { ms: 15_000, atLeast: 4 };
const SAVE = { ms: 45_000, atLeast: 2 };
const SAMPLE = { ms: 5000, atLeast: 40 };

/** What a soak came to so far. */
export interface Progress extends Outcome {
  elapsedMs: number;
  latest: Sample;
  /** Handshakes that were refused where an environment was killed. */
  refusedAtKill: number;
}

/**
 * Uses a service for a while, as many people would and as a bad day does.
 * @param onSample called with each sample.
 */
export async function soak(
  service: Service,
  { durationMs, connections, messagesPerSecond }: SoakOptions,
  onSample: (progress: Progress) => void,
): Promise<Outcome> {
  const ledger = new Ledger();
  const crowd = new Crowd(service.url, ledger);
  const samples: Sample[] = [];
  const restBefore = service.measure();
  await crowd.fill(connections);
  const startedAt = performance.now();
  const progress = (): Progress => ({
    ...ledger.tally,
    ...{ restBefore, restAfter: service.measure() },
    ...{ refused: crowd.refused, refusedAtKill: crowd.refusedAtKill, dropped: crowd.dropped },
    ...{ saves: service.saves, reloads: service.reloads },
    samples,
    latest: samples.at(-1)!,
    elapsedMs: performance.now() - startedAt,
  });
  const ended = new AbortController();
  const every = async (periodMs: number, act: (turn: number) => void) => {
    for (let turn = 0; !ended.signal.aborted; turn++) {
      await wait(startedAt + (turn + 1) * periodMs - performance.now(), undefined, ended).catch(
        () => undefined,
      );
      if (!ended.signal.aborted) act(turn);
    }
  };
  const period = ({ ms, atLeast }: typeof CHURN) => Math.min(ms, durationMs / atLeast);
  const end = wait(durationMs).then(() => ended.abort());
  try {
    await Promise.all([
      end,
      every(1000 / messagesPerSecond, () => crowd.send()),
      every(period(CHURN), (turn) => {
        crowd.leave(turn % 2 === 0);
        void crowd.fill(connections);
      }),
      every(period(KILL), () => {
        if (service.killEnvironment()) ledger.killed(performance.now());
      }),
      every(period(SAVE), () => {
        // One save at a time, so that each is answered by a reload of its own.
        if (service.saves === service.reloads) service.save();
      }),
      every(period(SAMPLE), () => {
        ledger.settle(performance.now());
        samples.push({ ...service.measure(), connections: crowd.size });
        onSample(progress());
      }),
    ]);
  } finally {
    ended.abort();
  }
  await within(PATIENCE_MS + 1000, () => {
    ledger.settle(performance.now());
    return ledger.unsettled === 0 && service.saves === service.reloads;
  });
  crowd.leaveAll();
  await within(PATIENCE_MS, () => isAtRest(service.measure(), restBefore));
  return progress();
}

/** Waits until it is so, at most for a while. */
async function within(limitMs: number, isSo: () => boolean): Promise<void> {
  const until = performance.now() + limitMs;
  while (performance.now() < until && !isSo()) await wait(200);
}
