import type { EventRule, Schedule } from "../model/events/event-types";
import type { Outcome } from "./deliveries";

/**
 * The message attributes of a dead letter of a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function ruleAttributes({ arn }: EventRule, targetArn: string, outcome: Outcome) {
  const { code, message, retries, exhausted } = outcome;
  return {
    RULE_ARN: arn,
    TARGET_ARN: targetArn,
    ERROR_CODE: code,
    ERROR_MESSAGE: message,
    ...(exhausted && { RETRY_ATTEMPTS: String(retries), EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
}

/**
 * The message attributes of a dead letter of a schedule.
 * Unconfirmed [dead-letter-codes]: the error codes are those of rules, but for a missing permission.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
export function scheduleAttributes(
  { arn, receiver }: Schedule,
  { executionId, scheduledTime }: { executionId: string; scheduledTime: string },
  { code, message, retries, exhausted }: Outcome,
) {
  return {
    SCHEDULE_ARN: arn,
    TARGET_ARN: receiver.arn,
    EXECUTION_ID: executionId,
    SCHEDULED_TIME: scheduledTime,
    ERROR_CODE: code === "NO_PERMISSIONS" ? "AccessDeniedException" : code,
    ERROR_MESSAGE: message,
    RETRY_ATTEMPTS: String(retries),
    EXHAUSTED_RETRY_CONDITION: exhausted ?? "MaximumRetryAttempts",
    IS_PAYLOAD_TRUNCATED: "false",
  };
}
