import { setTimeout as sleep } from "node:timers/promises";
import type { Case } from "./cases/case";
import { observe } from "./observe";
import { addressesFrom, kindOf, signerFor } from "./probe/target";
import type { RecordOptions } from "./options";
import type { Recording } from "./recording";

export interface Progress {
  name: string;
  done: number;
  of: number;
}

interface Recorded {
  recording: Recording;
  /** Cases that need credentials, of which there are none. */
  notSigned: string[];
}

/**
 * Runs cases from outside: one after the other, the slow ones at the same time.
 * @param isOver whether to stop; what was recorded until then is returned.
 * @throws UserError if the URL is not of examples/probe.
 */
export async function recordCases(
  options: Pick<RecordOptions, "url" | "profile" | "program">,
  cases: readonly Case[],
  isOver: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Recorded> {
  const addresses = await addressesFrom(options.url);
  const signer = await signerFor(options.url, options);
  const startedAt = Date.now();
  const recording: Recording = {
    recorder: 1,
    recordedAt: new Date(startedAt).toISOString(),
    of: kindOf(options.url),
    seconds: 0,
    cases: {},
  };
  const notSigned: string[] = [];
  const stopped = new Promise<"stopped">((resolve) => {
    if (isOver.aborted) resolve("stopped");
    isOver.addEventListener("abort", () => resolve("stopped"), { once: true });
  });
  let done = 0;
  const run = async (each: Case): Promise<void> => {
    onProgress({ name: each.name, done, of: cases.length });
    const wait = async (ms: number) => {
      await sleep(ms, undefined, { signal: isOver });
    };
    const observing = observe(each, { addresses, signer, wait }).catch((error: unknown) => {
      if (isOver.aborted) return "stopped" as const;
      throw error;
    });
    const observed = await Promise.race([observing, stopped]);
    if (observed === "stopped") return;
    done++;
    if (observed === undefined) notSigned.push(each.name);
    else recording.cases[each.name] = observed;
  };
  const slow = cases.filter(({ slowMs }) => slowMs !== undefined);
  const waiting = Promise.all(slow.map(run));
  for (const each of cases) if (each.slowMs === undefined && !isOver.aborted) await run(each);
  await waiting;
  recording.seconds = Math.round((Date.now() - startedAt) / 1000);
  return { recording, notSigned };
}
