import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import crypto from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import { openIssuerKey } from "../../src/issuer/issuer-key";
import { serveUserPools } from "../../src/issuer/user-pool";

describe("The key of the local issuer", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "issuer-key-"));
    path = join(folder, "own", "issuer-key.pem");
  });
  afterEach(() => {
    mock.restoreAll();
    rmSync(folder, { recursive: true });
  });

  it("is made once, and only its owner can read it", () => {
    const { kid } = openIssuerKey(path);
    equal(openIssuerKey(path).kid, kid);
    equal(statSync(path).mode & 0o777, 0o600);
    deepEqual(readdirSync(join(folder, "own")), ["issuer-key.pem"]);
  });

  it("is another one after others could read it", () => {
    const { kid } = openIssuerKey(path);
    chmodSync(path, 0o644);
    const made = openIssuerKey(path);
    notEqual(made.kid, kid);
    equal(openIssuerKey(path).kid, made.kid);
    equal(statSync(path).mode & 0o777, 0o600);
  });

  it("is the same for processes that make one at once", () => {
    let other: string | undefined;
    const generate = crypto.generateKeyPairSync;
    mock.method(crypto, "generateKeyPairSync", ((...args: Parameters<typeof generate>) => {
      mock.restoreAll();
      // The other process is done while this one still makes its own.
      other = openIssuerKey(path).kid;
      return generate(...args);
    }) as typeof generate);
    equal(openIssuerKey(path).kid, other);
    equal(openIssuerKey(path).kid, other);
  });

  it("cannot be published where it cannot be kept: the caller is told, and the laptop goes on", async () => {
    mkdirSync(path, { recursive: true });
    const serve = serveUserPools(path);
    const server = createServer((request, response) => void serve(request, response));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/pool/.well-known/jwks.json`);
    equal(answer.status, 500);
    match(await answer.text(), /"message":"E/);
    server.closeAllConnections();
    server.close();
  });
});
