import type { Clock } from "../../shared/clock";
import type { Journal } from "../../shared/journal";
import type { Model } from "../../model/model";
import { grantsOf, UsageCounter, type GrantUsage } from "../usage/usage";
import { UsageTotals } from "../usage/usage-totals";
import type { Action, SignedRequest } from "./access";
import { callerArn, callerContext, type Caller } from "./caller-context";
import {
  accessDeniedMessage,
  denialMessage,
  denyingStatement,
  resourceName,
  statementToAdd,
} from "./denials";
import { QueuePolicies } from "../policy/queue-policies";
import { compileRoles, type RolePolicies } from "./role-policies";

/** The most distinct messages that are recorded. */
const MAX_MESSAGES = 10_000;

export interface RoleAccessDeps {
  clock: Clock;
  journal: Journal;
}

/** Asks the roles of the model, and records what is granted, used and denied. */
export class RoleAccess {
  readonly #deps: RoleAccessDeps;
  readonly #counter = new UsageCounter();
  readonly #totals: UsageTotals;
  readonly #recorded = new Set<string>();
  #model!: Model;
  #roles = new Map<string, RolePolicies>();
  #queuePolicies = new QueuePolicies({ queues: [] });

  constructor(deps: RoleAccessDeps) {
    this.#deps = deps;
    this.#totals = new UsageTotals(deps.clock, deps.journal, () => this.usage());
  }

  /** The roles by ARN. */
  get roles(): ReadonlyMap<string, RolePolicies> {
    return this.#roles;
  }

  /** @throws UserError as `compileRoles` does. Nothing has changed then. */
  update(model: Model): void {
    const queuePolicies = new QueuePolicies(model);
    this.#roles = compileRoles(model);
    this.#queuePolicies = queuePolicies;
    this.#model = model;
    this.#recorded.clear();
    for (const { role, identity } of this.#roles.values()) {
      this.#counter.grant(role.logicalName, identity);
      const statements = grantsOf(identity);
      const functions = model.functions
        .filter(({ roleArn }) => roleArn === role.arn)
        .map(({ name }) => name);
      this.#deps.journal.record("iam", "granted", {
        role: role.logicalName,
        functions,
        statements,
      });
    }
  }

  /** Asks a caller's role. @returns AWS's message if the action is denied. */
  ask(caller: Caller, wanted: Action, request?: SignedRequest): string | undefined {
    const { action, resource } = wanted;
    const { role } = caller;
    const context = () =>
      callerContext(caller, this.#model, this.#deps.clock.now(), request, wanted.context);
    const byQueue = this.#queuePolicies.decide(caller, action, resource, context);
    if (byQueue === "deny") return this.#deniedByQueue(caller, action, resource);
    const decision = this.#roles.get(role.arn)!.decide(action, resource, context);
    if (byQueue === "allow" && decision.reason === "none") return undefined;
    if (decision.allowed) {
      this.#totals.used();
      this.#counter.count(decision.by, ({ policy, number }, usedAction, usedResource) => {
        const used = { action: usedAction, resource: usedResource };
        const fields = { role: role.logicalName, policy, number, ...used };
        this.#deps.journal.record("iam", "use", fields);
      });
      return undefined;
    }
    this.recordOnce("deny", {
      message: denialMessage(role, action, resource, decision, this.#model),
      role: role.logicalName,
      action,
      resource,
      ...statementToAdd(action, resource, decision.reason),
      ...denyingStatement(decision),
    });
    return accessDeniedMessage(callerArn(caller), action, resource, decision.reason);
  }

  #deniedByQueue(caller: Caller, action: string, resource: string): string {
    const { role } = caller;
    const queue = resourceName(resource, this.#model);
    const message = `Role "${role.logicalName}" may not ${action} on ${queue}: an explicit deny in the queue's policy forbids it.`;
    this.recordOnce("deny", { message, role: role.logicalName, action, resource });
    const user = callerArn(caller);
    return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a resource-based policy`;
  }

  /** Whether the policy of a queue lets a service of AWS send to it. */
  letsSend(service: string, queueArn: string, sourceArn: string): boolean {
    return this.#queuePolicies.letsSend(service, queueArn, sourceArn);
  }

  /** Records a message the first time it occurs since the program last changed. */
  recordOnce(event: string, fields: { message: string } & Record<string, unknown>): void {
    if (this.#recorded.has(fields.message) || this.#recorded.size >= MAX_MESSAGES) return;
    this.#recorded.add(fields.message);
    this.#deps.journal.record("iam", event, fields);
  }

  /** How often each statement was used since the start. */
  usage(): GrantUsage[] {
    return [...this.#roles.values()].flatMap(({ identity }) => this.#counter.of(identity));
  }

  close(): void {
    this.#totals.close();
  }
}
