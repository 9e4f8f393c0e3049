/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_SYNCHRONOUS_BYTES = 6 * 2 ** 20;
export const MAX_ASYNCHRONOUS_BYTES = 2 ** 20;

/** What a function may answer: a little more than what it may be sent. */
export const MAX_RESPONSE_BYTES = MAX_SYNCHRONOUS_BYTES + 100;
