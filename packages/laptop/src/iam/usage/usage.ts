import type { JournalEntry } from "../../shared/journal";
import type { Match } from "../policy/evaluate";
import type { Patterns, Statement } from "../policy/policy";

/** What a statement grants, as the journal records it. */
export interface Grant {
  policy: string;
  /** The statement's position in the policy, from 1. */
  number: number;
  sid?: string;
  actions: string[];
  resources: string[];
}

/** How often each pattern of a statement allowed a request. */
export interface GrantUsage extends Omit<Grant, "actions" | "resources"> {
  role: string;
  actions: Record<string, number>;
  resources: Record<string, number>;
}

/** The Allow statements of a role. */
export function grantsOf(statements: readonly Statement[]): Grant[] {
  return statements.filter(({ effect }) => effect === "Allow").map(grantOf);
}

function grantOf({ policy, number, sid, actions, resources }: Statement): Grant {
  return {
    policy,
    number,
    ...(sid !== undefined && { sid }),
    actions: textsOf(actions),
    resources: textsOf(resources),
  };
}

function textsOf({ not, list }: Patterns): string[] {
  return list.map(({ text }) => label(not, text));
}

/** Marks the patterns of `NotAction` and `NotResource`. */
function label(not: boolean, text: string): string {
  return not ? `not ${text}` : text;
}

/** Counts the uses of each statement of each role. */
export class UsageCounter {
  /** By role and content of the statement, so that unchanged statements keep their counts after a reload. */
  readonly #usages = new Map<string, GrantUsage>();
  readonly #ofStatement = new WeakMap<Statement, GrantUsage>();

  /** Adds the statements of a role. */
  grant(role: string, statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.effect !== "Allow") continue;
      const grant = grantOf(statement);
      const key = JSON.stringify([role, grant]);
      const zero = (texts: string[]) => Object.fromEntries(texts.map((text) => [text, 0]));
      const { actions, resources } = grant;
      const usage = this.#usages.get(key) ?? {
        ...grant,
        role,
        actions: zero(actions),
        resources: zero(resources),
      };
      this.#usages.set(key, usage);
      this.#ofStatement.set(statement, usage);
    }
  }

  /** @param onFirst called for each pattern that allows a request for the first time. */
  count(
    matches: readonly Match[],
    onFirst: (usage: GrantUsage, action: string, resource: string) => void,
  ): void {
    for (const { statement, actions, resources } of matches) {
      const usage = this.#ofStatement.get(statement);
      if (!usage) continue;
      const isFirst = { action: false, resource: false };
      for (const text of actions) {
        const name = label(statement.actions.not, text);
        if (usage.actions[name]!++ === 0) isFirst.action = true;
      }
      for (const text of resources) {
        const name = label(statement.resources.not, text);
        if (usage.resources[name]!++ === 0) isFirst.resource = true;
      }
      if (!isFirst.action && !isFirst.resource) continue;
      for (const action of actions) {
        for (const resource of resources)
          onFirst(
            usage,
            label(statement.actions.not, action),
            label(statement.resources.not, resource),
          );
      }
    }
  }

  of(statements: readonly Statement[]): GrantUsage[] {
    return statements.flatMap((statement) => this.#ofStatement.get(statement) ?? []);
  }
}

/** Reads grants and uses from a journal (`iam.granted`, `iam.use`). Later grants of a role replace earlier ones. */
export class UsageReader {
  readonly #grants = new Map<string, Grant[]>();
  /** The functions that have each role. */
  readonly #functions = new Map<string, string[]>();
  readonly #ran = new Set<string>();
  readonly #used = new Set<string>();
  /** The times of the first and the last entry. */
  readonly span: { from?: string; to?: string } = {};

  read(entry: JournalEntry): void {
    this.span.from ??= entry.time;
    this.span.to = entry.time;
    if (entry.service === "lambda" && entry.event === "invoke")
      this.#ran.add(String(entry.function));
    if (entry.service !== "iam") return;
    const { role, policy, number, action, resource } = entry as JournalEntry &
      Record<string, string>;
    if (entry.event === "granted") {
      this.#grants.set(role!, entry.statements as Grant[]);
      this.#functions.set(role!, (entry.functions ?? []) as string[]);
    }
    if (entry.event === "use") {
      this.#used.add(JSON.stringify([role, policy, number, "action", action]));
      this.#used.add(JSON.stringify([role, policy, number, "resource", resource]));
    }
  }

  /** Whether the journal contains grants, which are recorded at the start of a run. */
  get hasGrants(): boolean {
    return this.#grants.size > 0;
  }

  /** What was granted and never used, by role, of roles of functions that ran: of others a run shows nothing. */
  unused(): Record<string, Grant[]> {
    const roles = Object.entries(this.#select((isUsed) => !isUsed));
    return Object.fromEntries(
      roles.filter(([role]) => this.#functions.get(role)!.some((name) => this.#ran.has(name))),
    );
  }

  used(): Record<string, Grant[]> {
    return this.#select((isUsed) => isUsed);
  }

  #select(want: (isUsed: boolean) => boolean): Record<string, Grant[]> {
    const select = (role: string, grant: Grant) => {
      const isWanted = (kind: string) => (text: string) =>
        want(this.#used.has(JSON.stringify([role, grant.policy, grant.number, kind, text])));
      const actions = grant.actions.filter(isWanted("action"));
      const resources = grant.resources.filter(isWanted("resource"));
      return actions.length + resources.length > 0 ? [{ ...grant, actions, resources }] : [];
    };
    const roles = [...this.#grants].map(
      ([role, grants]) => [role, grants.flatMap((grant) => select(role, grant))] as const,
    );
    return Object.fromEntries(roles.filter(([, grants]) => grants.length > 0));
  }
}
