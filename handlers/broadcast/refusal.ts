import type { Answer } from "../management/post";

/** The error for a broadcast that stopped at an answer after which no post can succeed. */
export function refusalError({ status, errorType }: Answer): Error {
  const answer = `${status} ${errorType}`.trim();
  const wayOut =
    status === 403 ? " Add manageConnections(stage) to the function's allow list." : "";
  return new Error(`The broadcast was stopped: API Gateway refuses posts with ${answer}.${wayOut}`);
}
