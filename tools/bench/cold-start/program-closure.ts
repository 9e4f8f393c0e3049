import { subscribe } from "node:diagnostics_channel";
import type { ClosureReport } from "pulumi-callback/src/checked-bundle";
import { programUnderMocks } from "../../../test/support/program-under-mocks";

/** The closure of the function that handles the program's events: Pulumi's text, and the bundle that is deployed. */
export async function programClosure(): Promise<{ text: string; code: string }> {
  const reports: ClosureReport[] = [];
  subscribe("pulumi-callback:closure", (report) => reports.push(report as ClosureReport));
  await programUnderMocks();
  const { text, code } = reports.find(({ name }) => name === "events") ?? {};
  if (text === undefined || code === undefined) throw new Error("The program has no events.");
  return { text, code };
}
