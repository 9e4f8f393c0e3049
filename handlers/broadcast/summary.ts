/** What became of a broadcast, or of a chunk of one, as far as one invocation knows. */
export interface BroadcastSummary {
  /** Connections that the invocation read or was handed. */
  listed: number;
  sent: number;
  gone: number;
  /** Attempts after the first. */
  retried: number;
  failed: number;
  /** Connections that other invocations serve. */
  handedOn: number;
  /** Pages of the table that were read. */
  pages: number;
  durationMs: number;
}

const METRICS = [
  ["Listed", "Count"],
  ["Sent", "Count"],
  ["Gone", "Count"],
  ["Retried", "Count"],
  ["Failed", "Count"],
  ["HandedOn", "Count"],
  ["Pages", "Count"],
  ["Duration", "Milliseconds"],
] as const;

/** Logs a summary, for people and as CloudWatch metrics of the namespace WebSocketsOnDemand. */
export function logSummary(what: string, summary: BroadcastSummary): void {
  const { listed, sent, gone, retried, failed, handedOn, pages, durationMs } = summary;
  console.log(
    `${what}: ${listed} listed, ${sent} sent, ${gone} gone, ${retried} retried, ${failed} failed, ${handedOn} handed on, ${pages} ${pages === 1 ? "page" : "pages"}, ${durationMs} ms.`,
  );
  // Past console.log, which puts the time and the request ID before a line: CloudWatch wants JSON alone.
  process.stdout.write(`${JSON.stringify(embeddedMetrics(summary, Date.now()))}\n`);
}

/**
 * A summary in CloudWatch's embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(
  { listed, sent, gone, retried, failed, handedOn, pages, durationMs }: BroadcastSummary,
  nowMs: number,
): Record<string, unknown> {
  return {
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: "WebSocketsOnDemand",
          Dimensions: [["FunctionName"]],
          Metrics: METRICS.map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
    FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME ?? "",
    Listed: listed,
    Sent: sent,
    Gone: gone,
    Retried: retried,
    Failed: failed,
    HandedOn: handedOn,
    Pages: pages,
    Duration: durationMs,
  };
}
