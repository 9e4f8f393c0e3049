/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const MEANINGS: Record<number, string> = {
  1000: "normal",
  1001: "going away",
  1002: "protocol error",
  1003: "unsupported data",
  1005: "no code given",
  1006: "cut without a close frame",
  1007: "invalid text",
  1008: "policy violation",
  1009: "message too big",
  1011: "internal error",
};

/** A close code and what it means, with the reason that came with it: `1001 going away: Idle timeout`. */
export function closeReason(code: number, reason: string): string {
  const meaning = MEANINGS[code];
  const text = meaning === undefined ? String(code) : `${code} ${meaning}`;
  const says = isRepeated(reason) ? "" : reason;
  return says === "" ? text : `${text}: ${says}`;
}

/** API Gateway's own reasons for these codes say the same in more words. */
function isRepeated(reason: string): boolean {
  return /status not set/i.test(reason);
}
