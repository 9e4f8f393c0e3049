import assert from "node:assert/strict";
import { proxyOfTheUser } from "../../src/local-aws/users-proxy";

describe("the proxy of this machine", () => {
  const of = (variables: Record<string, string>, host = "example.com", port = 443) =>
    proxyOfTheUser({ host, port }, variables)?.href;

  // https://curl.se/docs/manpage.html#ENVIRONMENT
  it("is read from the variables that curl reads, small letters first", () => {
    assert.equal(of({}), undefined);
    assert.equal(of({ HTTPS_PROXY: "http://a:1" }), "http://a:1/");
    assert.equal(of({ https_proxy: "http://b:1", HTTPS_PROXY: "http://a:1" }), "http://b:1/");
    assert.equal(of({ ALL_PROXY: "c:3128" }), "http://c:3128/");
  });

  it("is not asked for what NO_PROXY names, or for this machine", () => {
    const direct = (NO_PROXY: string, host: string, port?: number) =>
      of({ HTTPS_PROXY: "http://a:1", NO_PROXY }, host, port) === undefined;
    assert.ok(direct("*", "example.com"));
    assert.ok(direct("other.org, EXAMPLE.com", "www.example.com"));
    assert.ok(direct(".example.com", "www.example.com"));
    assert.ok(direct("*.example.com", "www.example.com"));
    assert.ok(direct("example.com:8443", "example.com", 8443));
    assert.ok(direct("", "localhost"));
    assert.ok(!direct("example.com:8443", "example.com", 443));
    assert.ok(!direct("example.com", "notexample.com"));
    assert.ok(!direct("", "example.com"));
  });
});
