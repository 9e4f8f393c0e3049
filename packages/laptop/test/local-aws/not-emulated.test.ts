import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { refuseService } from "../../src/local-aws/not-emulated";

describe("A service that is not emulated", () => {
  let server: Server;
  let actions: string[];

  beforeEach(async () => {
    actions = [];
    server = createServer((incoming, response) => {
      const name = incoming.headers.host!;
      void refuseService(incoming, response, name, {
        record: ({ action }) => actions.push(action),
        leftOut: [],
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterEach(() => void server.close());

  const ask = async (host: string, headers = {}) => {
    const { port } = server.address() as AddressInfo;
    const asking = request({ port, host: "127.0.0.1", headers: { host, ...headers } });
    const [answer] = (await once(asking.end(), "response")) as [NodeJS.ReadableStream];
    return text(answer);
  };

  // Names that every JavaScript object has.
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    it(`is refused by its name, be it ${name}`, async () => {
      const bySignature = {
        authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261129/us-east-1/${name}/aws4_request`,
        "x-amz-target": name,
      };
      const answers = [
        await ask(`${name}.us-east-1.amazonaws.com`),
        await ask("sqs.us-east-1.amazonaws.com", bySignature),
      ];
      for (const answer of answers)
        assert.match(answer, new RegExp(`^{"__type":"NotEmulated","message":"${name} is not`, "i"));
      assert.deepEqual(actions, [`${name}:...`, `${name}:${name}`]);
    });
  }

  it("has in permissions the name that AWS gives it there", async () => {
    await ask("monitoring.us-east-1.amazonaws.com");
    assert.deepEqual(actions, ["cloudwatch:..."]);
  });
});
