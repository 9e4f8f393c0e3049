import type { Case } from "./cases/case";
import { NotSigned, Probe, Unexpected, type ProbeOptions } from "./probe/probe";

/**
 * Runs one case from outside.
 * @returns what was observed, masked; undefined if there are no credentials for it.
 */
export async function observe(each: Case, options: ProbeOptions): Promise<string[] | undefined> {
  const probe = new Probe(options);
  try {
    return probe.masked(await each.run(probe));
  } catch (error) {
    if (error instanceof NotSigned) return undefined;
    if (!(error instanceof Unexpected)) throw error;
    return ["unexpected", ...probe.masked(error.lines)];
  } finally {
    probe.close();
  }
}
