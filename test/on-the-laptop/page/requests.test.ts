import assert from "node:assert/strict";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { type Runtime, startRuntime } from "pulumi-laptop";

const TOKEN = "0123456789abcdefghijkl";

describe("requests to the page", () => {
  let runtime: Runtime;
  let address: URL;

  before(async () => {
    runtime = await startRuntime({ program: ".", port: 0, pageToken: TOKEN });
    address = new URL(runtime.pageUrl);
  });
  after(() => runtime.close());

  /** Asks over a connection of its own. @returns the answer once its headers are there. */
  const ask = (path: string, headers: Record<string, string> = {}, method = "GET", body = "") =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const { hostname, port } = address;
      const asking = request({ hostname, port, path, method, headers, agent: false }, resolve);
      asking.on("error", reject).end(body);
    });
  const statusOf = async (...parameters: Parameters<typeof ask>) => {
    const response = await ask(...parameters);
    response.destroy();
    return response.statusCode;
  };
  const authorization = { Authorization: `Bearer ${TOKEN}` };
  const json = { ...authorization, "Content-Type": "application/json" };

  it("are answered without a build step", async () => {
    for (const [path, type, part] of [
      ["/", "text/html", "<main>"],
      ["/page.js", "text/javascript", "EventSource|fetch"],
      ["/page.css", "text/css", "--route-default"],
    ] as const) {
      const response = await ask(path);
      assert.equal(response.statusCode, 200);
      assert.match(response.headers["content-type"]!, new RegExp(`^${type}`));
      assert.match(await text(response), new RegExp(part));
    }
  });

  it("load nothing from elsewhere and nothing inline", async () => {
    const response = await ask("/");
    const policy = String(response.headers["content-security-policy"]);
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(response.headers["referrer-policy"], "no-referrer");
    assert.doesNotMatch(await text(response), /https?:|<script(?![^>]* src=)|style=/);
  });

  it("under the name of another site are none of the page", async () => {
    for (const host of ["evil.example", `evil.example:${address.port}`, "127.0.0.1.evil.example"])
      for (const path of ["/", "/page.js", "/page.events"])
        assert.equal(await statusOf(path, { ...authorization, Host: host }), 403, host + path);
  });

  it("are answered under localhost", async () => {
    assert.equal(await statusOf("/", { Host: `localhost:${address.port}` }), 200);
  });

  it("for the journal need the token", async () => {
    assert.equal(await statusOf("/page.events"), 403);
    assert.equal(await statusOf("/page.events", { Authorization: "Bearer wrong" }), 403);
    assert.equal(await statusOf("/page.events", { Authorization: TOKEN }), 403);
    assert.equal(await statusOf("/page.events", authorization), 200);
  });

  it("that do something need the token", async () => {
    const body = JSON.stringify({ action: "connect" });
    const { Authorization: _none, ...withoutToken } = json;
    assert.equal(await statusOf("/page.actions", withoutToken, "POST", body), 403);
    assert.equal(await statusOf("/page.actions", json, "GET"), 405);
  });

  it("from another site are refused, with the token too", async () => {
    const foreign: Record<string, string>[] = [
      { Origin: "http://evil.example" },
      { Origin: "null" },
      { Origin: `http://127.0.0.1:${Number(address.port) - 1}` },
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
    ];
    for (const headers of foreign)
      assert.equal(await statusOf("/page.events", { ...authorization, ...headers }), 403);
    const own = { Origin: address.origin, "Sec-Fetch-Site": "same-origin" };
    assert.equal(await statusOf("/page.events", { ...authorization, ...own }), 200);
  });

  it("for an action that is unknown, or no JSON, say so", async () => {
    for (const body of ["{", '"text"', "[]", '{"action":"toString"}', '{"action":"unknown"}']) {
      const response = await ask("/page.actions", json, "POST", body);
      assert.equal(response.statusCode, 400, body);
      assert.match(await text(response), /^\{"error":"There is no action /);
    }
  });

  it("leave every other path to the gateway", async () => {
    assert.equal(await statusOf("/dev"), 426);
    assert.equal(await statusOf("/page"), 403);
    assert.equal(await statusOf("/?x"), 403);
  });
});
