import { CLASS_TRAPS } from "./classes";
import { FUNCTION_TRAPS } from "./functions";
import { MODULE_TRAPS } from "./modules";
import { OBJECT_TRAPS } from "./objects";
import { PULUMI_TRAPS } from "./pulumi";
import { STATE_TRAPS } from "./state";
import type { Trap } from "./trap";

/** The traps by file, and in it by what is wrong. */
export const TRAPS: Record<string, Record<string, () => Trap>> = {
  "packages/callback/test/support/traps/state.ts": STATE_TRAPS,
  "packages/callback/test/support/traps/classes.ts": CLASS_TRAPS,
  "packages/callback/test/support/traps/objects.ts": OBJECT_TRAPS,
  "packages/callback/test/support/traps/pulumi.ts": PULUMI_TRAPS,
  "packages/callback/test/support/traps/functions.ts": FUNCTION_TRAPS,
  "packages/callback/test/support/traps/modules.ts": MODULE_TRAPS,
};
