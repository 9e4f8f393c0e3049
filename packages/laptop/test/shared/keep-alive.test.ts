import { equal } from "node:assert/strict";
import { Agent, createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { closeServer, listen } from "../../src/shared/listen";

/** Node.js ends a connection that is idle for 5 seconds, by default. */
const IDLE_MS = 6500;

describe("A connection that is kept alive", () => {
  let server: Server;
  afterEach(() => closeServer(server));

  it("is not closed under its client", async () => {
    let connections = 0;
    server = createServer((_request, response) => response.end());
    server.on("connection", () => connections++);
    await listen(server, "127.0.0.1", 0);
    const { port } = server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: true });
    const ask = () =>
      new Promise((resolve, reject) => {
        get({ agent, host: "127.0.0.1", port }, (response) =>
          response.resume().on("end", resolve),
        ).on("error", reject);
      });
    await ask();
    await wait(IDLE_MS);
    await ask();
    agent.destroy();
    equal(connections, 1);
  });
});
