import { placeOfArn } from "../../shared/aws-names";
import type { Model } from "../../model/model";
import { evaluate } from "./evaluate";
import type { Context } from "./glob";
import { parsePolicy, type Statement } from "./policy";
import { callerArn, type Caller } from "../access/caller-context";

/**
 * The policies of queues. In the account of a queue, its policy allows as much as the caller's own does, and what either
 * denies is denied.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-using-identity-based-policies.html
 */
export class QueuePolicies {
  readonly #byArn: Map<string, Statement[]>;

  /** @throws UserError for a policy that cannot be evaluated. */
  constructor({ queues }: Pick<Model, "queues">) {
    this.#byArn = new Map(
      queues
        .filter(({ policy }) => policy !== undefined && policy !== "")
        .map(({ arn, logicalName, policy }) => [arn, parsePolicy(policy, logicalName, "resource")]),
    );
  }

  /** @returns undefined if the policy of the queue, or the lack of one, says nothing. */
  decide(
    caller: Caller,
    action: string,
    resource: string,
    context: () => Context,
  ): "allow" | "deny" | undefined {
    const statements = this.#byArn.get(resource)?.filter((each) => isAbout(each, caller));
    if (!statements?.length) return undefined;
    const { reason } = evaluate({ identity: statements }, { action, resource, context: context() });
    return reason === "allow" || reason === "deny" ? reason : undefined;
  }

  /**
   * Whether a service of AWS may send to a queue: it has no other policy.
   * @param service for example `events.amazonaws.com`.
   * @param sourceArn of the resource that it does so for.
   */
  letsSend(service: string, queueArn: string, sourceArn: string): boolean {
    const statements = (this.#byArn.get(queueArn) ?? []).filter(
      ({ principals }) => principals === "*" || principals?.Service?.includes(service) === true,
    );
    const values: Record<string, string[]> = {
      "aws:sourcearn": [sourceArn],
      "aws:sourceaccount": [placeOfArn(sourceArn).accountId],
      "aws:principalisawsservice": ["true"],
    };
    const context: Context = (key) => values[key];
    const request = { action: "sqs:SendMessage", resource: queueArn, context };
    return evaluate({ identity: statements }, request).allowed;
  }
}

/** Whether a statement names the caller: its role, its session, its account or everyone. */
function isAbout({ principals }: Statement, caller: Caller): boolean {
  if (principals === undefined || principals === "*") return principals === "*";
  const { arn } = caller.role;
  const { partition, accountId } = placeOfArn(arn);
  const names = ["*", arn, callerArn(caller), accountId, `arn:${partition}:iam::${accountId}:root`];
  return (principals.AWS ?? []).some((name) => names.includes(name));
}
