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

/** Logs a summary as a line of text and as CloudWatch metrics in the namespace WebSocketsOnDemand. */
export function logSummary(what: string, summary: BroadcastSummary): void {
  const { listed, sent, gone, retried, repeated, failed, passedToFanOut, pages, durationMs } =
    summary;
  console.log(
    `${what}: ${listed} listed, ${sent} sent, ${gone} gone, ${retried} retried, ${repeated} repeated, ${failed} failed, ${passedToFanOut} passed to fan-out, ${pages} ${pages === 1 ? "page" : "pages"}, ${durationMs} ms.`,
  );
  // Not by console.log, which puts time and request ID before the line: CloudWatch accepts JSON alone.
  process.stdout.write(`${JSON.stringify(embeddedMetrics(summary, Date.now()))}\n`);
}

/**
 * A summary in CloudWatch's embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(
  {
    listed,
    sent,
    gone,
    retried,
    repeated,
    failed,
    passedToFanOut,
    pages,
    durationMs,
  }: BroadcastSummary,
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
    Repeated: repeated,
    Failed: failed,
    PassedToFanOut: passedToFanOut,
    Pages: pages,
    Duration: durationMs,
  };
}
