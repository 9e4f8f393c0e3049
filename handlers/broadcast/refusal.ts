import type { Answer } from "../management/post";

/** Why a broadcast was stopped: an answer after which no post can succeed. */
export function refusalError({ status, errorType }: Answer): Error {
  const answer = `${status} ${errorType}`.trim();
  const wayOut = status === 403 ? " Is manageConnections(stage) in the function's allow list?" : "";
  return new Error(`The broadcast was stopped: API Gateway refuses posts with ${answer}.${wayOut}`);
}
