import { deepEqual, ok } from "node:assert/strict";
import { Service } from "../../soak/service";
import { soak, type Progress } from "../../soak/soak";
import { judge } from "../../soak/verdict";

const SECONDS = 12;

/** Only Linux tells what a soak samples. */
const onLinux = process.platform === "linux" ? describe : describe.skip;

onLinux("A short soak", () => {
  let service: Service;
  afterEach(() => service?.stop());

  it("loses nothing while environments die and the program is saved", async () => {
    service = await Service.start(2);
    const seen: Progress[] = [];
    const options = { durationMs: SECONDS * 1000, connections: 10, messagesPerSecond: 5 };
    const outcome = await soak(service, options, (progress) => seen.push(progress));
    ok(outcome.saves >= 1 && outcome.broadcasts > SECONDS, JSON.stringify(outcome));
    // Growth and what is left at rest are for a longer soak: in so short a time things still start.
    const isUsage = (sentence: string) => /in the second quarter|at rest/.test(sentence);
    const failures = judge(outcome).sentences.filter(
      (each) => each.startsWith("FAIL") && !isUsage(each),
    );
    deepEqual(failures, []);
    ok(seen.length > 10);
  });
});
