import { deepEqual } from "node:assert/strict";
import { verdictOf } from "../../closure-packages/verdict";

const trial = { live: "1", findings: [] };
const found = { name: "a", file: "program.js", line: 1 };

describe("The verdict on a bundled closure", () => {
  it("is that it does the same if the answers are equal", () => {
    deepEqual(verdictOf({ ...trial, bundled: "1" }), { verdict: "same" });
  });

  it("is that it lies if they differ and nothing was said", () => {
    deepEqual(verdictOf({ ...trial, bundled: "2" }), {
      verdict: "lies",
      reason: "answers 2, and in the program 1",
    });
  });

  it("is that it was said if a finding names the state that is lost", () => {
    const findings = [
      { ...found, severity: "warning", rule: "package-state", message: "" },
    ] as const;
    deepEqual(verdictOf({ ...trial, findings: [...findings], bundled: "2" }), {
      verdict: "warned",
    });
  });

  it("is that it was refused if an error names the way out, and that it lies if none does", () => {
    const reason = '"a" is a Map. Create it inside callbackFactory.';
    const findings = [
      { ...found, severity: "error", rule: "hidden-state", message: reason },
    ] as const;
    deepEqual(verdictOf({ ...trial, findings: [...findings] }), { verdict: "refused", reason });
    deepEqual(verdictOf({ ...trial, refusal: "Build failed" }), {
      verdict: "lies",
      reason: "refused without a way out: Build failed",
    });
  });

  it("is that the case is broken if the program itself throws", () => {
    const live = "throws TypeError: no";
    deepEqual(verdictOf({ live, findings: [], bundled: live }), {
      verdict: "broken",
      reason: live,
    });
  });
});
