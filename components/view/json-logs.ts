/**
 * Log lines are JSON objects with time, level and request ID, so that they can be queried: see docs/operating.md.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export const JSON_LOGS = { logFormat: "JSON" };
