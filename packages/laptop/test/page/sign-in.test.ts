import { equal, match, ok } from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { IssuerKey } from "../../src/issuer/issuer-key";
import { signIn } from "../../src/page/sign-in";

const POOL = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_local";
const PAGE = "http://localhost:8080/";

describe("The sign-in of the local issuer", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let issuer: string;
  let issuerKey: () => IssuerKey;
  let server: Server;
  before(async () => {
    server = createServer((request, response) => {
      const tokens = { issuer, audience: "web" };
      void signIn(request, response, { tokens, issuerKey });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  beforeEach(() => {
    issuer = POOL;
    issuerKey = () => ({ kid: "1", privateKey });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const post = (redirect: string) => {
    const { port } = server.address() as AddressInfo;
    const query = { response_type: "token", client_id: "web", redirect_uri: redirect };
    const search = new URLSearchParams(query).toString();
    const body = new URLSearchParams({ name: "alice" });
    const url = `http://127.0.0.1:${port}/oauth2/authorize?${search}`;
    return fetch(url, { method: "POST", body, redirect: "manual" });
  };

  const PAGES = {
    [PAGE]: PAGE,
    [`${PAGE}d\u00eda`]: `${PAGE}d%C3%ADa`,
    "http://localhost:8080\\@other.example": `${PAGE}@other.example`,
  };
  for (const [asked, written] of Object.entries(PAGES)) {
    it(`sends back to ${asked}, as browsers write it`, async () => {
      const location = (await post(asked)).headers.get("location") ?? "";
      ok(location.startsWith(`${written}#access_token=`), location);
    });
  }

  it("says whose tokens are signed elsewhere", async () => {
    issuer = "https://tenant.auth0.com/";
    const answer = await post(PAGE);
    equal(answer.status, 500);
    match(await answer.text(), /signs no tokens of issuer "https:\/\/tenant\.auth0\.com\/"/);
  });

  it("says why there is no key", async () => {
    issuerKey = () => {
      throw new Error("EROFS: read-only file system");
    };
    const answer = await post(PAGE);
    equal(answer.status, 500);
    equal(await answer.text(), "EROFS: read-only file system");
  });
});
