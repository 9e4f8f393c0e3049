/** The outcome of a broadcast or of a chunk, as one invocation sees it. */
export interface BroadcastSummary {
  /** Connections that the invocation read from the store or from its chunk. */
  listed: number;
  sent: number;
  gone: number;
  /** Posts made again after one that was certainly not accepted. */
  retried: number;
  /** Posts made again though the message may have been delivered. */
  repeated: number;
  failed: number;
  /** Connections that were passed to other invocations. */
  passedToFanOut: number;
  /** Pages of the table that were read. */
  pages: number;
  durationMs: number;
}

/** Whose summary it is. */
export interface SummaryOrigin {
  /** For example `Broadcast` or `Chunk "1"`. */
  what: string;
  requestId: string;
  /** Who sent the message; undefined for a chunk, or for a message of another system. */
  connectionId?: string | undefined;
}

const METRICS = [
  ["Listed", "Count"],
  ["Sent", "Count"],
  ["Gone", "Count"],
  ["Retried", "Count"],
  ["Repeated", "Count"],
  ["Failed", "Count"],
  ["PassedToFanOut", "Count"],
  ["Pages", "Count"],
  ["Duration", "Milliseconds"],
] as const;

/** Logs a summary as one line, which CloudWatch also reads as metrics in the namespace WebSocketsOnDemand. */
export function logSummary(origin: SummaryOrigin, summary: BroadcastSummary): void {
  // Not by console.log, which would wrap the object in another: CloudWatch reads metrics at the top alone.
  process.stdout.write(`${JSON.stringify(summaryLine(origin, summary, Date.now()))}\n`);
}

/**
 * A summary with the fields of Lambda's JSON log lines, in CloudWatch's embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function summaryLine(
  { what, requestId, connectionId }: SummaryOrigin,
  summary: BroadcastSummary,
  nowMs: number,
): Record<string, unknown> {
  const { listed, sent, gone, retried, repeated, failed, passedToFanOut, pages, durationMs } =
    summary;
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
    timestamp: new Date(nowMs).toISOString(),
    level: "INFO",
    requestId,
    connectionId,
    message: `${what}: ${listed} listed, ${sent} sent, ${gone} gone, ${retried} retried, ${repeated} repeated, ${failed} failed, ${passedToFanOut} passed to fan-out, ${pages} ${pages === 1 ? "page" : "pages"}, ${durationMs} ms.`,
    FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME ?? "",
    Listed: listed,
    Sent: sent,
    Gone: gone,
    Retried: retried,
    Repeated: repeated,
    Failed: failed,
    PassedToFanOut: passedToFanOut,
    Pages: pages,
    Duration: durationMs,
  };
}
