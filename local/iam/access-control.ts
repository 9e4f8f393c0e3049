import { UserError } from "../errors";
import type { Clock } from "../clock";
import type { Journal } from "../journal";
import type { LambdaFunction, Model } from "../model/model";
import type { AccessControl, Action, Denial, SignedRequest } from "./access";
import { callerArn, callerContext, type Caller } from "./caller-context";
import type { CredentialIssuer, IssuedCredentials } from "./credentials";
import { accessDeniedMessage, denialMessage, resourceName, statementToAdd } from "./denials";
import { isFault } from "./faults";
import { isInvokeAllowed, permissionFor } from "./function-permissions";
import { watchLogs } from "./log-permissions";
import { checkTrust, compileRole, type RolePolicies } from "./role-policies";
import { verifySignature } from "./sigv4";
import { grantsOf, UsageCounter, type GrantUsage } from "./usage";
import { UsageTotals } from "./usage-totals";

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
    const context = callerContext(caller, model, clock.now(), request, wanted.context);
    const decision = roles.get(role.arn)!.decide({ action, resource, context });
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

  const callerOf = (credentials: IssuedCredentials): Caller | undefined => {
    const role = roles.get(credentials.roleArn)?.role;
    if (!role) return undefined;
    const ofRole = model.functions.filter(({ roleArn }) => roleArn === role.arn);
    const found = ofRole.find(({ name }) => name === credentials.sessionName) ?? ofRole[0];
    const sessionName = credentials.sessionName ?? found?.name ?? role.name;
    return { credentials, role, function: found, sessionName };
  };

  const check = (request: SignedRequest, service: string, actions: Action[]) => {
    const status = service === "dynamodb" ? 400 : 403;
    const caller = verifySignature(request, {
      service,
      region: model.region,
      nowMs: callerTime(),
      find: (accessKeyId) => issuer.find(accessKeyId),
      isExpired: (credentials) => issuer.isExpired(credentials),
    });
    const refuse = (type: string, message: string): Denial => {
      const told = message.split("\n", 1)[0]!;
      tellOnce("refuse", { message: `A call to ${service} was refused: ${told}`, type });
      return { status, type, message };
    };
    if (isFault(caller)) return refuse(caller.type, caller.message);
    if (caller.isAdministrator) return undefined;
    const assumed = callerOf(caller);
    if (!assumed) {
      const message = "The security token included in the request is invalid.";
      return refuse("UnrecognizedClientException", message);
    }
    for (const action of actions) {
      const message = ask(assumed, action, request);
      if (message !== undefined) return { status, type: "AccessDeniedException", message };
    }
    return undefined;
  };

  const mayInvoke = (functionName: string, sourceArn: string): boolean => {
    if (isInvokeAllowed(model, functionName, sourceArn)) return true;
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
    const assumed = callerOf(credentials as IssuedCredentials);
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

/** The roles of the model's functions: only those are used here. */
function compileRoles({ functions, roles, accountId }: Model): Map<string, RolePolicies> {
  const compiled = new Map<string, RolePolicies>();
  for (const caller of functions) {
    const role = roles.find(({ arn }) => arn === caller.roleArn);
    if (!role) {
      throw new UserError(
        "NOT_EMULATED",
        `Function "${caller.logicalName}" has the role "${caller.roleArn}", which is no role of this program: what it allows is not known here. Declare it as an aws.iam.Role.`,
      );
    }
    checkTrust(role, caller, accountId);
    if (!compiled.has(role.arn)) compiled.set(role.arn, compileRole(role));
  }
  return compiled;
}
