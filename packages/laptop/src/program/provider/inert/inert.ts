import type { Create } from "../request";
import { COGNITO } from "./cognito";
import { KEYS } from "./keys";
import { NAMES } from "./names";
import { NETWORK } from "./network";
import { RANDOM } from "./random";
import { STORED } from "./stored";

/** Outputs that programs read of resources without effect on a laptop. */
export const INERT: Record<string, Create> = {
  ...COGNITO,
  ...KEYS,
  ...NAMES,
  ...NETWORK,
  ...RANDOM,
  ...STORED,
  // Commands are not run.
  "command:local:Command": ({ urn }) => ({
    id: urn,
    defaults: { stdout: "", stderr: "" },
    computed: {},
  }),
  "command:remote:Command": ({ urn }) => ({
    id: urn,
    defaults: { stdout: "", stderr: "" },
    computed: {},
  }),
};
