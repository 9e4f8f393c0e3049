import { deepEqual, match } from "node:assert/strict";
import { toEsModules } from "../../src/serialize/es-modules";
import { bundled, callInNewProcess, serialized } from "../support/closure";

let captured = 0;
function countCaptured() {
  return ++captured;
}

const step = 2;
const double = (n: number) => n * step;
async function sumOfDoubles(numbers: number[]) {
  return numbers.map(double).reduce((sum, n) => sum + n, 0);
}

describe("A bundled closure", () => {
  it("runs its factory once, so that what the factory made stays warm", async () => {
    const factory = () => {
      let calls = 0;
      return () => ++calls;
    };
    deepEqual(await callInNewProcess(await bundled(factory), [[], [], []]), [1, 2, 3]);
  });

  it("makes a captured variable anew at each call, as Pulumi does, when it is assigned", async () => {
    const factory = () => () => countCaptured();
    const asPulumi = await callInNewProcess(await serialized(factory), [[], [], []]);
    deepEqual(asPulumi, [1, 1, 1]);
    deepEqual(await callInNewProcess(await bundled(factory), [[], [], []]), asPulumi);
    match(moduleTexts(await serialized(factory)), /let captured = 0;/);
  });

  it("calls helpers directly: no wrapper is left", async () => {
    const text = await serialized(() => (numbers: number[]) => sumOfDoubles(numbers));
    match(text, /\.apply\(/);
    match(text, /with\(/);
    const modules = moduleTexts(text);
    for (const wrapper of [/\.apply\(/, /\bwith\s*\(/]) deepEqual(modules.match(wrapper), null);
    const code = await bundled(() => (numbers: number[]) => sumOfDoubles(numbers));
    deepEqual(await callInNewProcess(code, [[[1, 2, 3]]]), [12]);
  });
});

function moduleTexts(text: string): string {
  const modules = toEsModules(text, process.cwd()).values();
  return [...modules].map((module) => module.text).join("\n");
}
