import type { Journal } from "../../shared/journal";
import { renderAccessLog } from "../observe/access-log";
import type { HttpCall } from "./call";
import { requestContextValues } from "./context";
import type { Ended } from "./integrate";

/**
 * Writes a line in the stage's access log format; a variable without a value is `-`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export function logHttpAccess(
  call: HttpCall,
  { answer, fault, latencyMs, logged }: Ended,
  durationMs: number,
  journal: Journal,
): void {
  const { accessLog } = call.stage;
  if (!accessLog) return;
  const integrationStatus = latencyMs === undefined ? undefined : fault ? undefined : 200;
  const message = renderAccessLog(accessLog.format, {
    ...requestContextValues(call),
    authorizer: logged,
    status: answer.status,
    responseLength: answer.body.length,
    responseLatency: durationMs,
    dataProcessed: call.body.length + answer.body.length,
    integrationLatency: latencyMs,
    integrationStatus,
    integration:
      latencyMs === undefined ? undefined : { latency: latencyMs, status: integrationStatus },
    error: fault && {
      message: fault.message,
      messageString: JSON.stringify(fault.message),
      responseType: fault.responseType,
    },
  });
  const { logGroupArn } = accessLog;
  journal.record("apigateway", "accessLog", { logGroupArn, message });
}
