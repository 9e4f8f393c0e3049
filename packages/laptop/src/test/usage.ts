import type { GrantUsage } from "../iam/usage/usage";

/** A statement of a role, with those of its actions and resources that a run has used or not used. */
export interface StatementUse {
  role: string;
  policy: string;
  /** The statement's position in the policy, from 1. */
  number: number;
  sid?: string;
  actions: string[];
  resources: string[];
}

/** The permissions of every role, so far. */
export interface Usage {
  used: StatementUse[];
  unused: StatementUse[];
}

export function usageOf(statements: readonly GrantUsage[]): Usage {
  const select = (isWanted: (count: number) => boolean) =>
    statements.flatMap(({ actions, resources, ...statement }) => {
      const names = (counts: Record<string, number>) =>
        Object.keys(counts).filter((name) => isWanted(counts[name]!));
      const wanted = { ...statement, actions: names(actions), resources: names(resources) };
      return wanted.actions.length + wanted.resources.length > 0 ? [wanted] : [];
    });
  return { used: select((count) => count > 0), unused: select((count) => count === 0) };
}
