import type { Journal } from "../../shared/journal";
import type { Stage } from "../../model/model";
import type { EventResult } from "./ended-event";

/**
 * Writes a line in the stage's access log format; a variable without a value is `-`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export function logAccess(
  { logGroupArn, format }: NonNullable<Stage["accessLog"]>,
  journal: Journal,
  requestContext: object,
  { status, fault, integrationLatencyMs, authorization }: EventResult,
): void {
  // Unconfirmed [access-log-integration]: the variables $context.integration stay empty in access logs.
  const message = renderAccessLog(format, {
    ...requestContext,
    ...authorization,
    status,
    integrationLatency: integrationLatencyMs,
    error: fault && {
      message: fault.message,
      messageString: JSON.stringify(fault.message),
      responseType: fault.responseType,
    },
  });
  journal.record("apigateway", "accessLog", { logGroupArn, message });
}

/** @param values of `$context`, nested as their names are. */
export function renderAccessLog(format: string, values: object): string {
  return format.replace(/\$context\.([A-Za-z]+(?:\.[A-Za-z0-9_-]+)*)/g, (_, path: string) => {
    let value: unknown = values;
    for (const key of path.split(".")) {
      const holds = typeof value === "object" && value !== null && Object.hasOwn(value, key);
      value = holds ? (value as Record<string, unknown>)[key] : undefined;
    }
    if (value === undefined || value === null || value === "") return "-";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}
