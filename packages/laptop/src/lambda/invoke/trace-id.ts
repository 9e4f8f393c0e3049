import { randomIdBytes } from "../../shared/ids/random-bytes";

/**
 * The trace header of an event that is not sampled.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function traceHeader(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  const root = `1-${seconds}-${randomIdBytes(12).toString("hex")}`;
  return `Root=${root};Parent=${randomIdBytes(8).toString("hex")};Sampled=0`;
}
