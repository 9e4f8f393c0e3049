/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const VALID_MS = 10 * 60 * 1000;

/** The tokens by which a repeated transaction is known, for ten minutes. */
export class RequestTokens {
  readonly #done = new Map<string, { input: string; output: object; until: number }>();

  /** @param now milliseconds since 1970. */
  constructor(private readonly now: () => number) {}

  /**
   * Does the work unless it was done with the same token.
   * @throws what DynamoDB refuses if the token was used for something else.
   */
  async once(
    token: string | undefined,
    request: object,
    work: () => Promise<object>,
  ): Promise<object> {
    if (token === undefined) return work();
    const input = JSON.stringify(request);
    for (const [old, { until }] of this.#done) if (until <= this.now()) this.#done.delete(old);
    const before = this.#done.get(token);
    if (before && before.input !== input) throw mismatch();
    if (before) return before.output;
    const output = await work();
    this.#done.set(token, { input, output, until: this.now() + VALID_MS });
    return output;
  }
}

function mismatch(): Error {
  const body = {
    __type: "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException",
    // Unconfirmed [dynamodb-token-reused]: the message for a token that was used with other parameters.
    Message: "Request token was used before with different parameters",
  };
  return Object.assign(new Error(body.Message), { statusCode: 400, body });
}
