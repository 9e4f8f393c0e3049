import { deepEqual, equal } from "node:assert/strict";
import { examine, type Finding } from "../src/examine";
import { FORMS } from "./support/forms";
import {
  bundled,
  liveOutcome,
  outcomesInFreshProcess,
  serialize,
  type Form,
} from "./support/in-lambda";

// oxlint-disable-next-line typescript/no-require-imports -- compiled by nobody
const es2022 = require("./support/es2022.cjs") as Record<string, Form["closure"]>;

const forms: Record<string, Form & { expected?: string }> = {
  ...FORMS,
  "declared fields of ES2022": { closure: es2022.declaredField! },
  "static members of ES2022": { closure: es2022.staticMembers! },
  "named imports as esbuild compiles them": { closure: es2022.namedImport! },
};

describe("A closure in Lambda", () => {
  const live = new Map<string, string>();
  const findings = new Map<string, Finding[]>();
  let shipped: Map<string, string>;

  before(async () => {
    const bundles = new Map<string, string>();
    for (const [name, form] of Object.entries(forms)) {
      const options = { form: form.form ?? "callback", directory: process.cwd() };
      findings.set(name, (await examine(form.closure, options)).findings);
      bundles.set(name, await bundled((await serialize(form)).text ?? ""));
      live.set(name, form.expected ?? (await liveOutcome(form)));
    }
    shipped = await outcomesInFreshProcess(bundles);
  });

  for (const name of Object.keys(forms)) {
    it(`does what the program does: ${name}`, () => {
      deepEqual(findings.get(name), []);
      equal(shipped.get(name), live.get(name));
    });
  }
});
