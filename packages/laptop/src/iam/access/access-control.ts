import type { Clock } from "../../shared/clock";
import type { Journal } from "../../shared/journal";
import type { LambdaFunction, Model } from "../../model/model";
import type { AccessControl, Action, Denial, SignedRequest } from "./access";
import { callerArn, callerContext, type Caller } from "./caller-context";
import { Callers } from "./callers";
import type { CredentialIssuer, IssuedCredentials } from "./credentials";
import { accessDeniedMessage, denialMessage, resourceName, statementToAdd } from "./denials";
import { fault, isFault, type Fault } from "./faults";
import { isInvokeAllowed, permissionFor } from "./function-permissions";
import { watchLogs } from "./log-permissions";
import { compileRoles, type RolePolicies } from "./role-policies";
import { verifySignature } from "../signature/sigv4";
import { grantsOf, UsageCounter, type GrantUsage } from "../usage/usage";
import { UsageTotals } from "../usage/usage-totals";

export interface AccessControlDeps {
  clock: Clock;
  journal: Journal;
  credentials: CredentialIssuer;
  /** What callers take for the time: that of this machine, even where the clock is sped up. */
  callerTime?: () => number;
}

export interface EnforcedAccess extends AccessControl {
  /**
   * Takes over changed roles.
   * @throws UserError for a policy or a role that cannot work; what held before holds on.
   */
  update(model: Model): void;
  /**
   * Whether the role of a function lets Lambda send to a destination.
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations-permissions
   * @param target ARN of a queue or a function.
   */
  maySend(functionName: string, target: string): boolean;
  /** How often each statement was used since the start. */
  usage(): GrantUsage[];
  close(): void;
}

/** Of these many things the journal tells once. */
const MAX_TOLD = 10_000;

/**
 * Verifies signatures, asks the roles of the model, and records what is denied, granted and used.
 * @throws UserError as `update` does.
 */
export function createAccessControl(initial: Model, deps: AccessControlDeps): EnforcedAccess {
  const { clock, journal, credentials: issuer, callerTime = Date.now } = deps;
  const counter = new UsageCounter();
  const told = new Set<string>();
  let model: Model;
  let roles = new Map<string, RolePolicies>();
  let callers = new Callers([], roles);
  /** Functions with the routes that may invoke them, as far as it was asked. */
  const invocable = new Set<string>();

  const usage = () => [...roles.values()].flatMap(({ identity }) => counter.of(identity));
  const totals = new UsageTotals(clock, journal, usage);

  const tellOnce = (event: string, fields: { message: string } & Record<string, unknown>) => {
    if (told.has(fields.message) || told.size >= MAX_TOLD) return;
    told.add(fields.message);
    journal.record("iam", event, fields);
  };

  const update = (changed: Model) => {
    const compiled = compileRoles(changed);
    [model, roles] = [changed, compiled];
    callers = new Callers(changed.functions, compiled);
    invocable.clear();
    told.clear();
    for (const { role, identity } of roles.values()) {
      counter.grant(role.logicalName, identity);
      journal.record("iam", "granted", { role: role.logicalName, statements: grantsOf(identity) });
    }
    logs.update(changed);
    askForDestinations();
  };

  /** Asks a role. @returns AWS's text if it is denied. */
  const ask = (caller: Caller, wanted: Action, request?: SignedRequest): string | undefined => {
    const { action, resource } = wanted;
    const { role } = caller;
    const decision = roles
      .get(role.arn)!
      .decide(action, resource, () =>
        callerContext(caller, model, clock.now(), request, wanted.context),
      );
    if (decision.allowed) {
      totals.used();
      counter.count(decision.by, ({ policy, number }, usedAction, usedResource) =>
        journal.record("iam", "use", {
          role: role.logicalName,
          policy,
          number,
          action: usedAction,
          resource: usedResource,
        }),
      );
      return undefined;
    }
    tellOnce("deny", {
      message: denialMessage(role, action, resource, decision, model),
      role: role.logicalName,
      action,
      resource,
      ...statementToAdd(action, resource, decision.reason),
    });
    return accessDeniedMessage(callerArn(caller, model), action, resource, decision.reason);
  };

  const find = (accessKeyId: string) => issuer.find(accessKeyId);
  const isExpired = (credentials: IssuedCredentials) => issuer.isExpired(credentials);

  const refuse = (service: string, { type, message }: Fault): Denial => {
    const told = message.split("\n", 1)[0]!;
    tellOnce("refuse", { message: `A call to ${service} was refused: ${told}`, type });
    return { status: statusOf(service), type, message };
  };

  const check = (request: SignedRequest, service: string, actions: Action[]) => {
    const { region } = model;
    const options = { service, region, nowMs: callerTime(), find, isExpired };
    const caller = verifySignature(request, options);
    if (isFault(caller)) return refuse(service, caller);
    if (caller.isAdministrator) return undefined;
    const assumed = callers.of(caller);
    if (!assumed) {
      const message = "The security token included in the request is invalid.";
      return refuse(service, fault("UnrecognizedClientException", message));
    }
    for (const action of actions) {
      const message = ask(assumed, action, request);
      if (message !== undefined)
        return { status: statusOf(service), type: "AccessDeniedException", message };
    }
    return undefined;
  };

  const mayInvoke = (functionName: string, sourceArn: string): boolean => {
    const asked = `${functionName} ${sourceArn}`;
    if (invocable.has(asked)) return true;
    if (isInvokeAllowed(model, functionName, sourceArn)) {
      invocable.add(asked);
      return true;
    }
    const { logicalName } = model.functions.find(({ name }) => name === functionName) ?? {};
    const source = resourceName(sourceArn, model);
    tellOnce("deny", {
      message: `API Gateway may not invoke function "${logicalName ?? functionName}" for ${source}: no aws.lambda.Permission allows it.`,
      action: "lambda:InvokeFunction",
      resource: functionName,
      permission: permissionFor(functionName, sourceArn),
    });
    return false;
  };

  /** What Lambda does in the name of a function, with no credentials of the function's. */
  const askForLambda = (caller: LambdaFunction, action: string, resource: string): boolean => {
    const credentials = { roleArn: caller.roleArn, sessionName: caller.name, issuedAtMs: 0 };
    const assumed = callers.of(credentials as IssuedCredentials);
    return assumed !== undefined && ask(assumed, { action, resource }) === undefined;
  };
  const maySend = (functionName: string, target: string): boolean => {
    const sender = model.functions.find(({ name }) => name === functionName);
    const action = target.split(":")[2] === "sqs" ? "sqs:SendMessage" : "lambda:InvokeFunction";
    return sender !== undefined && askForLambda(sender, action, target);
  };
  const logs = watchLogs(journal, askForLambda);

  /**
   * Lambda takes a destination only if the function's role may send to it.
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
   */
  const askForDestinations = () => {
    for (const caller of model.functions) {
      const { onFailure, onSuccess } = caller.eventInvoke;
      for (const target of [onFailure, onSuccess, caller.deadLetterArn]) {
        if (target !== undefined) maySend(caller.name, target);
      }
    }
  };

  update(initial);
  return {
    check,
    mayInvoke,
    maySend,
    update,
    usage,
    close() {
      totals.close();
      logs.close();
    },
  };
}

function statusOf(service: string): number {
  return service === "dynamodb" ? 400 : 403;
}
