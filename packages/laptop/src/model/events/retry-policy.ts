import { refuse, type PlainResource } from "../declared";
import type { RetryPolicy, Undelivered } from "./event-types";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html */
const MAX_ATTEMPTS = 185;
const AGE_SECONDS: [number, number] = [60, 86_400];

/** What targets of rules and of schedules have alike. */
interface Config {
  retryPolicy?: { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number } | null;
  deadLetterConfig?: { arn?: string } | null;
}

/**
 * What becomes of events that a target does not get.
 * @throws UserError that names what AWS refuses.
 */
export function undeliveredOf(
  resource: PlainResource,
  { retryPolicy, deadLetterConfig }: Config,
  queueArns: readonly string[],
  isLeftOut: (arn: string) => boolean,
): Undelivered {
  const deadLetterArn = deadLetterConfig?.arn;
  if (deadLetterArn !== undefined && !isLeftOut(deadLetterArn)) {
    if (!queueArns.includes(deadLetterArn))
      refuse(
        resource,
        `has the dead-letter queue "${deadLetterArn}", which is no queue of this program. Declare it.`,
      );
    if (deadLetterArn.endsWith(".fifo"))
      refuse(
        resource,
        `has a FIFO queue for dead letters. EventBridge takes standard queues only.`,
      );
  }
  const known = deadLetterArn !== undefined && queueArns.includes(deadLetterArn);
  return { retryPolicy: policyOf(resource, retryPolicy), ...(known && { deadLetterArn }) };
}

function policyOf(resource: PlainResource, given: Config["retryPolicy"]): RetryPolicy {
  const { maximumRetryAttempts: attempts = MAX_ATTEMPTS, maximumEventAgeInSeconds } = given ?? {};
  const seconds = maximumEventAgeInSeconds ?? AGE_SECONDS[1];
  if (!(attempts >= 0 && attempts <= MAX_ATTEMPTS))
    refuse(resource, `has maximumRetryAttempts ${attempts}. Choose 0 to ${MAX_ATTEMPTS}.`);
  if (!(seconds >= AGE_SECONDS[0] && seconds <= AGE_SECONDS[1]))
    refuse(
      resource,
      `has maximumEventAgeInSeconds ${seconds}. Choose ${AGE_SECONDS.join(" to ")}.`,
    );
  return { maximumRetryAttempts: attempts, maximumEventAgeMs: seconds * 1000 };
}
