import { deepEqual, equal } from "node:assert/strict";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

describe("examples/http-api", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: __dirname });
  });
  after(() => laptop.close());

  it("sends what it is posted to a connection, with the name of who signed in", async () => {
    const alice = await laptop.connect();
    await alice.send("who am I?");
    equal(await alice.next(), alice.id);
    const path = `/connections/${encodeURIComponent(alice.id)}`;
    const { status } = await laptop.http(path, { as: "bob", body: { hello: 1 } });
    equal(status, 202);
    equal(await alice.next(), 'bob: {"hello":1}');
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    await laptop.http(path, { as: "bob", method: "POST", headers, body: Buffer.from("hi") });
    equal(await alice.next(), "bob: hi", "as curl sends it");
    await alice.close();
    await laptop.settled();
    equal((await laptop.http(path, { as: "bob", body: "late" })).status, 404);
    deepEqual(laptop.entries({ event: "deny" }), []);
  });

  it("lets in nobody without a token, or with one that has expired", async () => {
    const answer = await laptop.http("/connections/x", { method: "POST" });
    equal(answer.status, 401);
    deepEqual(await answer.json(), { message: "Unauthorized" });
    equal(answer.headers.get("www-authenticate"), "Bearer");
    const as = { name: "bob", expiresMs: -1000 };
    const late = await laptop.http("/connections/x", { method: "POST", as });
    deepEqual(
      [late.status, late.headers.get("www-authenticate")],
      [401, 'Bearer scope="" error="invalid_token" error_description="the token has expired"'],
    );
  });

  it("answers with JSON that a function returns", async () => {
    const answer = await laptop.http("/health?verbose", { query: { a: ["1", "2"] } });
    equal(answer.headers.get("content-type"), "application/json");
    deepEqual(await answer.json(), { healthy: true });
  });

  it("is reached by its domain name", async () => {
    const headers = { Host: "api.example.com" };
    equal((await laptop.http("/v1/health", { headers })).status, 200);
    equal((await laptop.http("/v2/health", { headers })).status, 403);
  });

  it("answers pages of an origin that CORS allows", async () => {
    const headers = {
      Origin: "http://localhost:5173",
      "Access-Control-Request-Method": "POST",
      "Sec-Fetch-Site": "cross-site",
    };
    const answer = await laptop.http("/connections/x", { method: "OPTIONS", headers });
    equal(answer.status, 204);
    equal(answer.headers.get("access-control-allow-methods"), "GET,POST");
    const named = { ...headers, Origin: "https://www.example.com" };
    const health = await laptop.http("/health", { headers: named });
    equal(health.status, 200);
    equal(health.headers.get("access-control-allow-origin"), "https://www.example.com");
    const foreign = { ...headers, Origin: "https://evil.example" };
    const refused = await laptop.http("/connections/x", { method: "OPTIONS", headers: foreign });
    equal(refused.status, 403);
    equal(
      laptop.entries({ event: "refuse" })[0]?.message,
      'A page of "https://evil.example" called API Gateway and was refused. --allow-origin "https://evil.example" lets its pages connect.',
    );
  });

  it("is called by fetch at the address that the program exports", async () => {
    const { endpoint } = laptop.runtime.model.outputs as { endpoint: string };
    const answer = await fetch(`${endpoint}health`);
    deepEqual(await answer.json(), { healthy: true });
  });
});
