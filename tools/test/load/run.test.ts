import { deepEqual, equal, match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLaptop } from "pulumi-laptop/test";
import { WebSocketServer, type WebSocket } from "ws";
import type { Report } from "../../load/report";

const REPOSITORY = join(__dirname, "../../..");

describe("npm run load, against a service", () => {
  let server: WebSocketServer;
  let tokens: (string | null)[] = [];
  beforeEach((done) => {
    tokens = [];
    server = new WebSocketServer({ host: "127.0.0.1", port: 0 }, done);
  });
  afterEach((done) => {
    for (const client of server.clients) client.terminate();
    server.close(() => done());
  });
  const url = () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}/dev`;

  it("counts what a careless service loses, repeats and closes", async () => {
    const connections: WebSocket[] = [];
    let count = 0;
    server.on("connection", (connection, { url: path }) => {
      tokens.push(new URL(path!, "ws://a").searchParams.get("token"));
      connections.push(connection);
      connection.on("message", (data: Buffer) => {
        const text = `Echo me: ${data.toString("utf8")}`;
        // The second message is lost to one connection, and the third comes twice to everyone.
        for (const [i, each] of connections.entries())
          for (let copy = 0; copy < [1, i === 0 ? 0 : 1, 2][Math.min(count, 2)]!; copy++)
            if (count < 3 || copy === 0) each.send(text);
        count++;
        connection.send('{"message":"Internal server error","connectionId":"a"}');
      });
    });
    const folder = await mkdtemp(join(tmpdir(), "load-"));
    const plot = join(folder, "plot.svg");
    const { code, report } = await load(
      ...["--url", url(), "--connections", "4", "--rate", "4", "--duration", "2s"],
      ...["--processes", "2", "--token-command", "echo t1", "--plot", plot],
    );
    match(await readFile(plot, "utf8"), /^<svg/);
    await rm(folder, { recursive: true });
    equal(code, 1);
    deepEqual(tokens, ["t1", "t1", "t1", "t1"]);
    const { opened, sent, expected, received, lost, repeated, others } = report;
    deepEqual(
      { opened, sent, expected, received, lost, repeated, others },
      {
        ...{ opened: 4, sent: 8, expected: 32, received: 31, lost: 1, repeated: 4 },
        others: { "Internal server error": 8 },
      },
    );
    equal(report.own.processes, 2);
  });

  it("says why no connection opens", async () => {
    const { code, stderr } = await load("--url", url().replace(/:\d+/, ":9"));
    equal(code, 2);
    match(stderr, /No connection to "ws:\/\/127\.0\.0\.1:9\/dev" opened: ECONNREFUSED\./);
  });
});

describe("npm run load, against the program on a laptop", () => {
  it("loses nothing", async () => {
    const laptop = await startLaptop({ program: REPOSITORY });
    try {
      // The run gives up when nothing has come for three seconds, in which an environment may still start.
      const first = await laptop.connect();
      await first.send("hello");
      await first.next();
      await first.close();
      await laptop.settled();
      const { code, report } = await load(
        ...[
          "--url",
          laptop.runtime.model.apis[0]!.stages[0]!.url,
          "--connections",
          "5",
          "--rate",
          "3",
          "--duration",
          "2s",
        ],
      );
      equal(code, 0);
      deepEqual([report.sent, report.expected, report.received, report.lost], [6, 30, 30, 0]);
    } finally {
      await laptop.close();
    }
  });
});

interface Loaded {
  code: number;
  stderr: string;
  report: Report;
}

function load(...args: string[]): Promise<Loaded> {
  const main = ["--no-deprecation", "--require", "tsx/cjs", "tools/load/main.ts", "--json"];
  const options = { cwd: REPOSITORY, env: { ...process.env, NODE_OPTIONS: "" } };
  return new Promise((resolve) => {
    execFile(process.execPath, [...main, ...args], options, (error, stdout, stderr) => {
      const report = JSON.parse(stdout || "{}") as Report;
      resolve({ code: Number(error?.code ?? 0), stderr, report });
    });
  });
}
