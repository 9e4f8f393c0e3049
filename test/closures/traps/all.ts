import { CLASS_TRAPS } from "./classes";
import { FUNCTION_TRAPS } from "./functions";
import { MODULE_TRAPS } from "./modules";
import { OBJECT_TRAPS } from "./objects";
import { PULUMI_TRAPS } from "./pulumi";
import { STATE_TRAPS } from "./state";
import type { Trap } from "./trap";

/** The traps by file, and in it by what is wrong. */
export const TRAPS: Record<string, Record<string, () => Trap>> = {
  "test/closures/traps/state.ts": STATE_TRAPS,
  "test/closures/traps/classes.ts": CLASS_TRAPS,
  "test/closures/traps/objects.ts": OBJECT_TRAPS,
  "test/closures/traps/pulumi.ts": PULUMI_TRAPS,
  "test/closures/traps/functions.ts": FUNCTION_TRAPS,
  "test/closures/traps/modules.ts": MODULE_TRAPS,
};
