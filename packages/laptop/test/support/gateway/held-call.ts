import type { AccessControl } from "../../../src/iam/access/access";

/** Holds calls of functions, as a slow service would. */
export interface HeldCalls {
  /** For `startRuntime`. */
  intercept(access: AccessControl): AccessControl;
  /** Holds the next call of an action, for example `dynamodb:UpdateItem`, until something has happened. */
  holdNext(action: string, until: Promise<void>): void;
}

export function heldCalls(): HeldCalls {
  let next: { action: string; until: Promise<void> } | undefined;
  return {
    intercept: (access) => ({
      ...access,
      hold(_request, actions) {
        const held = next;
        if (!actions.some(({ action }) => action === held?.action)) return undefined;
        next = undefined;
        return held?.until;
      },
    }),
    holdNext: (action, until) => (next = { action, until }),
  };
}
