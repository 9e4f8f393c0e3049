/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_SYNCHRONOUS_BYTES = 6 * 2 ** 20;
export const MAX_ASYNCHRONOUS_BYTES = 2 ** 20;

/** A response may be slightly larger than a request. */
export const MAX_RESPONSE_BYTES = MAX_SYNCHRONOUS_BYTES + 100;
