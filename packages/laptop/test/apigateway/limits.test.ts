import assert from "node:assert/strict";
import * as limits from "../../src/apigateway/limits";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
describe("limits.ts", () => {
  it("has the quotas of AWS's page", () => {
    const { accountThrottle, ...quotas } = limits;
    assert.deepEqual(accountThrottle(10_000), { rateLimit: 10_000, burstLimit: 5000 });
    assert.deepEqual(
      { ...quotas, MAX_BUFFERED_BYTES: 0 },
      {
        MAX_MESSAGE_BYTES: 131_072,
        MAX_FRAME_BYTES: 32_768,
        IDLE_TIMEOUT_MS: 600_000,
        MAX_CONNECTION_MS: 7_200_000,
        MAX_URL_LENGTH: 4096,
        CONNECT_THROTTLE: { rateLimit: 500, burstLimit: 500 },
        ACCOUNT_REQUESTS_PER_SECOND: 10_000,
        MAX_INTEGRATION_MS: 29_000,
        MAX_AUTHORIZER_RESULT_BYTES: 8192,
        MAX_BUFFERED_BYTES: 0,
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
        MAX_HTTP_BODY_BYTES: 10_485_760,
        MAX_HTTP_HEAD_BYTES: 10_240,
        HTTP_AUTHORIZER_MS: 10_000,
      },
    );
  });
});
