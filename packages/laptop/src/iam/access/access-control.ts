import type { Clock } from "../../shared/clock";
import type { Journal } from "../../shared/journal";
import type { Schedule } from "../../model/events/event-types";
import type { CalledFunction, LambdaFunction, Model } from "../../model/model";
import type { AccessControl, Action, Denial, SignedRequest } from "./access";
import { Callers } from "./callers";
import type { CredentialIssuer, IssuedCredentials } from "./credentials";
import { resourceName } from "./denials";
import { fault, isFault, type Fault } from "./faults";
import { regionsOf, signedRegion } from "../signature/signed-region";
import { isInvokeAllowed, permissionFor } from "./function-permissions";
import { watchLogs } from "./log-permissions";
import { RoleAccess } from "./role-access";
import { verifySignature } from "../signature/sigv4";
import type { GrantUsage } from "../usage/usage";

export interface AccessControlDeps {
  clock: Clock;
  journal: Journal;
  credentials: CredentialIssuer;
  /** The time that callers sign with: this machine's, even if the clock is sped up. */
  callerTime?: () => number;
}

export interface EnforcedAccess extends AccessControl {
  /**
   * Switches to changed roles.
   * @throws UserError for a policy or a role that cannot work. Nothing has changed then.
   */
  update(model: Model): void;
  /**
   * Whether the role of a function lets Lambda send to a destination.
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations-permissions
   * @param target ARN of a queue or a function.
   */
  maySend(functionName: string, target: string): boolean;
  /** Whether the role of a function lets Lambda itself do something with a resource, such as a queue. */
  mayUse(functionName: string, action: string, resource: string): boolean;
  /** Whether the policy of a queue lets EventBridge send to it for a rule. */
  maySendFor(ruleArn: string, queueArn: string): boolean;
  /** Whether the role of a schedule lets EventBridge Scheduler do something with a resource. */
  mayUseAs(schedule: Pick<Schedule, "roleArn" | "name">, action: string, resource: string): boolean;
  /** How often each statement was used since the start. */
  usage(): GrantUsage[];
  close(): void;
}

/**
 * Verifies signatures, asks the roles of the model, and records what is granted, used and denied.
 * @throws UserError as `update` does.
 */
export function createAccessControl(initial: Model, deps: AccessControlDeps): EnforcedAccess {
  const { journal, credentials: issuer, callerTime = Date.now } = deps;
  const access = new RoleAccess(deps);
  let model: Model;
  let regions = new Set<string>();
  let callers = new Callers([], access.roles);
  /** Pairs of functions and routes that were already found to be allowed. */
  const invocable = new Set<string>();

  const update = (changed: Model) => {
    access.update(changed);
    model = changed;
    regions = regionsOf(changed);
    callers = new Callers(changed.functions, access.roles);
    invocable.clear();
    logs.update(changed);
    askForDestinations();
  };

  const find = (accessKeyId: string) => issuer.find(accessKeyId);
  const isExpired = (credentials: IssuedCredentials) => issuer.isExpired(credentials);

  const refuse = (service: string, { type, message }: Fault): Denial => {
    const [firstLine] = message.split("\n", 1);
    access.recordOnce("refuse", {
      message: `A call to ${service} was refused: ${firstLine}`,
      type,
    });
    return { status: statusOf(service), type, message };
  };

  const check = (request: SignedRequest, service: string, actions: Action[]) => {
    const signed = regions.size > 1 ? signedRegion(request) : undefined;
    const region = signed !== undefined && regions.has(signed) ? signed : model.region;
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
      const message = access.ask(assumed, action, request);
      if (message !== undefined)
        return { status: statusOf(service), type: "AccessDeniedException", message };
    }
    return undefined;
  };

  const mayInvoke = (called: CalledFunction, sourceArn: string): boolean => {
    const { functionName, qualifier = "" } = called;
    const asked = `${functionName}:${qualifier} ${sourceArn}`;
    if (invocable.has(asked)) return true;
    if (isInvokeAllowed(model, called, sourceArn)) {
      invocable.add(asked);
      return true;
    }
    const { logicalName } = model.functions.find(({ name }) => name === functionName) ?? {};
    const source = resourceName(sourceArn, model);
    access.recordOnce("deny", {
      message: `${serviceOf(sourceArn)} may not invoke function "${logicalName ?? functionName}" for ${source}: no aws.lambda.Permission allows it.`,
      action: "lambda:InvokeFunction",
      resource: functionName,
      permission: permissionFor(called, sourceArn),
    });
    return false;
  };

  /** Asks for what a service does itself with the role of a function or a schedule. */
  const askForService = (
    { roleArn, name }: Pick<LambdaFunction, "roleArn" | "name">,
    action: string,
    resource: string,
  ): boolean => {
    const credentials = { roleArn, sessionName: name, issuedAtMs: 0 };
    const assumed = callers.of(credentials as IssuedCredentials);
    return assumed !== undefined && access.ask(assumed, { action, resource }) === undefined;
  };
  const maySend = (functionName: string, target: string): boolean => {
    const action = target.split(":")[2] === "sqs" ? "sqs:SendMessage" : "lambda:InvokeFunction";
    return mayUse(functionName, action, target);
  };
  const mayUse = (functionName: string, action: string, resource: string): boolean => {
    const user = model.functions.find(({ name }) => name === functionName);
    return user !== undefined && askForService(user, action, resource);
  };
  const userIdOf = ({ headers }: Pick<SignedRequest, "headers">): string => {
    const [, accessKeyId = ""] =
      /Credential=([^/,\s]+)\//.exec(String(headers.authorization)) ?? [];
    const credentials = find(accessKeyId);
    const caller = credentials && !credentials.isAdministrator && callers.of(credentials);
    return caller ? `${caller.role.uniqueId}:${caller.sessionName}` : accessKeyId;
  };
  const maySendFor = (ruleArn: string, queueArn: string): boolean => {
    const service = "events.amazonaws.com";
    if (access.letsSend(service, queueArn, ruleArn)) return true;
    const [queue, rule] = [queueArn, ruleArn].map((arn) => resourceName(arn, model));
    const action = "sqs:SendMessage";
    access.recordOnce("deny", {
      message: `EventBridge may not send to ${queue} for ${rule}: the queue's policy does not allow ${action} to { "Service": "${service}" }. Add an aws.sqs.QueuePolicy with the rule as aws:SourceArn.`,
      action,
      resource: queueArn,
    });
    return false;
  };
  const logs = watchLogs(journal, askForService);

  /**
   * Lambda only accepts a destination that the function's role may send to.
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
    mayUse,
    userIdOf,
    maySendFor,
    mayUseAs: askForService,
    update,
    usage: () => access.usage(),
    close() {
      access.close();
      logs.close();
    },
  };
}

/** Who invokes functions for a resource. */
function serviceOf(sourceArn: string): string {
  return sourceArn.split(":")[2] === "events" ? "EventBridge" : "API Gateway";
}

/** Services whose protocol is AWS's JSON refuse with status 400. */
function statusOf(service: string): number {
  return service === "dynamodb" || service === "events" ? 400 : 403;
}
