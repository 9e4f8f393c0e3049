import assert from "node:assert/strict";
import { IdIssuer, messageIdFor, requestId, traceId } from "../../src/apigateway/ids";

/** Ten bytes of the URL-safe alphabet and their padding, as captured in September 2026. */
const CONNECTION_ID = /^[A-Za-z0-9_-]{18}==$/;

describe("IDs", () => {
  const ids = new IdIssuer();

  it("of connections have 20 characters, as gbgBcu-0TQAYKEhFmA==", () => {
    for (let i = 0; i < 100; i++) assert.match(ids.connectionId(), CONNECTION_ID);
  });

  it("of connections differ", () => {
    const issued = new Set(Array.from({ length: 1000 }, () => ids.connectionId()));
    assert.equal(issued.size, 1000);
  });

  it("of connections are known to their issuer", () => {
    for (let i = 0; i < 100; i++) assert.ok(ids.issued(ids.connectionId()));
  });

  it("of connections are unknown with one character changed, whichever it is", () => {
    const id = ids.connectionId();
    for (let i = 0; i < id.length; i++) {
      const changed = id.slice(0, i) + (id[i] === "A" ? "B" : "A") + id.slice(i + 1);
      assert.equal(ids.issued(changed), false, changed);
    }
  });

  it("of connections are unknown to another issuer, too short, too long or empty", () => {
    const id = ids.connectionId();
    assert.equal(new IdIssuer().issued(id), false);
    for (const other of [id.slice(0, -1), `${id}=`, `A${id}`, "", "L0SM9cOFvHcCIhw=", "../%00"])
      assert.equal(ids.issued(other), false, other);
  });

  it("of messages look like those of connections and end as their connection's does", () => {
    const connectionId = ids.connectionId();
    const messageId = messageIdFor(connectionId);
    assert.match(messageId, CONNECTION_ID);
    assert.notEqual(messageId, connectionId);
    // gbgBcy-0yQAYKEhFmA== and gbgBcu-0TQAYKEhFmA== share QAYKEhFmA==.
    assert.equal(messageId.slice(-10), connectionId.slice(-10));
    assert.notEqual(messageIdFor(connectionId), messageId);
  });

  it("of requests have 16 characters, as EOoGeFwUIAMERKg=", () => {
    assert.match(requestId(), /^[A-Za-z0-9_-]{15}=$/);
    assert.notEqual(requestId(), requestId());
  });

  it("of traces hold the time in seconds, in hexadecimal", () => {
    // https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
    assert.match(traceId(1480615200_000), /^1-58406520-[0-9a-f]{24}$/);
  });
});
