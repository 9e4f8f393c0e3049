import fc from "fast-check";
import { budget } from "../../fuzz/target";

const failing = (fail: () => void) =>
  budget(100, {
    input: fc.nat(9),
    start: () =>
      Promise.resolve({
        async attempt(input: number) {
          if (input === 7) fail();
          await Promise.resolve();
        },
        close: () => Promise.resolve(),
      }),
  });

/** What falls in each way, at 7. */
export const TARGETS = {
  wrong: failing(() => {
    throw new Error("seven");
  }),
  crash: failing(() => {
    setImmediate(() => {
      throw new Error("seven");
    });
  }),
  hang: failing(() => {
    for (;;);
  }),
};
