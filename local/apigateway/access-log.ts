import type { Journal } from "../journal";
import type { Stage } from "../model/model";

/** Values of `$context`, nested as their names are. */
export type AccessLogValues = Record<string, unknown>;

/**
 * Writes a line in the stage's access log format; a variable without a value is `-`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export function writeAccessLog(
  { accessLog }: Stage,
  values: AccessLogValues,
  journal: Journal,
): void {
  if (!accessLog) return;
  const message = renderAccessLog(accessLog.format, values);
  journal.record("apigateway", "accessLog", { logGroupArn: accessLog.logGroupArn, message });
}

export function renderAccessLog(format: string, values: AccessLogValues): string {
  return format.replace(/\$context\.([A-Za-z]+(?:\.[A-Za-z0-9_-]+)*)/g, (_, path: string) => {
    let value: unknown = values;
    for (const key of path.split("."))
      value = (value as Record<string, unknown> | undefined)?.[key];
    if (value === undefined || value === null || value === "") return "-";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}
