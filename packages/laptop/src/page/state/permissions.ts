import type { Entry } from "./entry";

/** An Allow statement of a role, with the number of requests that each of its patterns allowed. */
export interface StatementUse {
  policy: string;
  number: number;
  sid: string | undefined;
  actions: Record<string, number>;
  resources: Record<string, number>;
}

export interface DenialState {
  at: number;
  message: string;
  /** What to add to a policy or to the program; undefined if nothing would help. */
  remedy: Remedy | undefined;
}

/** What to add, or the statement that denies. */
export interface Remedy {
  kind: "statement" | "boundary" | "permission" | "denying";
  value: object;
}

interface Grant {
  policy: string;
  number: number;
  sid?: string;
  actions: string[];
  resources: string[];
}

const MAX_DENIALS = 200;

/** What roles are granted, what they used, and what was denied, read from the journal. */
export class Permissions {
  /** By role. */
  readonly statements = new Map<string, StatementUse[]>();
  /** The latest first. */
  readonly denials: DenialState[] = [];

  apply(entry: Entry, at: number): void {
    if (entry.service !== "iam") return;
    const role = String(entry.role);
    switch (entry.event) {
      case "granted":
        this.statements.set(role, (entry.statements as Grant[]).map(unused));
        return;
      case "usage":
        this.statements.set(role, entry.statements as StatementUse[]);
        return;
      case "deny":
      case "refuse":
        this.denials.unshift({ at, message: String(entry.message), remedy: remedyOf(entry) });
        if (this.denials.length > MAX_DENIALS) this.denials.pop();
    }
  }
}

/** Whether the statement allowed no request so far. */
export function isUnused({ actions, resources }: StatementUse): boolean {
  return [...Object.values(actions), ...Object.values(resources)].every((count) => count === 0);
}

function unused({ policy, number, sid, actions, resources }: Grant): StatementUse {
  const zero = (texts: string[]) => Object.fromEntries(texts.map((text) => [text, 0]));
  return { policy, number, sid, actions: zero(actions), resources: zero(resources) };
}

function remedyOf(entry: Entry): Remedy | undefined {
  const { statement, boundaryStatement, permission, deniedBy } = entry;
  if (statement) return { kind: "statement", value: statement };
  if (boundaryStatement) return { kind: "boundary", value: boundaryStatement };
  if (permission) return { kind: "permission", value: permission };
  return deniedBy ? { kind: "denying", value: deniedBy } : undefined;
}
