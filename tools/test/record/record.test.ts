import { deepEqual, equal, match, ok } from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { WebSocketServer } from "ws";
import { CASES } from "../../record/cases/all-cases";
import type { Recording } from "../../record/recording";
import { PROBE, probeUrl, REPOSITORY } from "./support/probe-laptop";

const MAIN = ["--no-deprecation", "--require", "tsx/cjs", "tools/record/main.ts"];
// Nobody's credentials are used by a test.
const ENV = {
  ...process.env,
  NODE_OPTIONS: "",
  AWS_ACCESS_KEY_ID: "",
  AWS_PROFILE: "",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
};

describe("npm run record", () => {
  let folder: string;
  let out: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "record-"));
    out = join(folder, "deep/recording.json");
  });
  after(() => rm(folder, { recursive: true }));

  describe("against the program on a laptop", () => {
    let laptop: Laptop;
    before(async () => {
      laptop = await startLaptop({ program: PROBE, clock: "real" });
    });
    after(() => laptop.close());
    const url = () => probeUrl(laptop).href;

    it("writes what it sees, masked, and says before what it takes", async () => {
      const only = ["handshake-function-fails", "messages-at-once", "management-post"];
      const { code, stdout, stderr } = await record(
        ...["--url", url(), "--out", out, "--program", folder],
        ...only.flatMap((name) => ["--only", name]),
      );
      equal(code, 0, stderr);
      match(
        stderr,
        /^3 cases against 127\.0\.0\.1:\d+, about 3 s\. On AWS that is 12 messages and at most as many invocations, about \$0\.0000\./,
      );
      match(stderr, /1 cases were left out, because nothing signs/);
      match(stdout, /^2 cases in \d+ s: /);
      const recording = JSON.parse(await readFile(out, "utf8")) as Recording;
      equal(recording.of, "laptop");
      deepEqual(
        recording.cases,
        Object.fromEntries(
          CASES.filter(({ name }) => only.slice(0, 2).includes(name)).map((each) => [
            each.name,
            each.expected,
          ]),
        ),
      );
      equal((await readFile(out, "utf8")).includes(new URL(url()).host), false);
    });

    it("stops at Ctrl-C, writes what it has, and ends with 130", async () => {
      const file = join(folder, "stopped.json");
      const args = ["--url", url(), "--out", file, "--slow"];
      const child = spawn(process.execPath, [...MAIN, ...args], {
        cwd: REPOSITORY,
        env: ENV,
        stdio: ["ignore", "ignore", "pipe"],
      });
      await once(child.stderr, "data");
      await laptop.until({ event: "message" }, { within: "1m" });
      child.kill("SIGINT");
      const [code] = (await once(child, "exit")) as [number];
      equal(code, 130);
      ok(
        Object.keys((JSON.parse(await readFile(file, "utf8")) as Recording).cases).length <
          CASES.length,
      );
    });
  });

  it("compares a recording with the laptop, and two with each other", async () => {
    const cases = Object.fromEntries(CASES.map(({ name, expected }) => [name, expected]));
    const recording = {
      recorder: 1,
      recordedAt: "2026-12-01T08:30:00Z",
      of: "aws",
      seconds: 9,
      cases,
    };
    const [same, changed] = [join(folder, "same.json"), join(folder, "changed.json")];
    await writeFile(same, JSON.stringify(recording));
    const other = { ...cases, "close-after-large-frame": ['close 1009 ""'] };
    await writeFile(changed, JSON.stringify({ ...recording, cases: other }));
    deepEqual(await record("--compare", same), {
      code: 0,
      stdout: `${CASES.length} cases are the same, 0 differ, 0 were not recorded on both sides.\n`,
      stderr: "",
    });
    const { code, stdout } = await record("--compare", changed, same);
    equal(code, 1);
    match(stdout, /^the reason of the close 1009 after .*\n {2}close-after-large-frame\n/);
    match(
      stdout,
      /\n {4}aws 2026-12-01 {2}close 1009 ""\n {4}aws 2026-12-01 {2}close 1009 "Message too big"\n/,
    );
  });

  const broken: [what: string, text: string | undefined, why: string][] = [
    ["is missing", undefined, "cannot be read: ENOENT."],
    ["is empty", "", "is not JSON."],
    ["is cut off", '{"recorder":1,', "is not JSON."],
    ["is null", "null", "is no recording."],
    ["is of something else", "[]", "is no recording."],
    ["is newer", '{"recorder":2}', "is of another version of the recorder."],
    ["has no time", '{"recorder":1,"recordedAt":"then"}', 'has no time in "recordedAt".'],
    [
      "does not say of what",
      '{"recorder":1,"recordedAt":"2026-12-01","of":"azure"}',
      'does not say in "of" what was recorded: aws, laptop or elsewhere.',
    ],
    [
      "has a list",
      '{"recorder":1,"recordedAt":"2026-12-01","of":"aws","cases":[]}',
      'has no object "cases".',
    ],
    [
      "has a case that is no list of texts",
      '{"recorder":1,"recordedAt":"2026-12-01","of":"aws","cases":{"ping":[1]}}',
      'has in case "ping" no list of texts.',
    ],
  ];
  it("says what is wrong with a file that it cannot compare", async () => {
    for (const [what, text, why] of broken) {
      const file = join(folder, "broken.json");
      if (text !== undefined) await writeFile(file, text);
      const { code, stderr } = await record("--compare", file);
      deepEqual(
        [what, code, stderr],
        [what, 2, `"${file}" ${why} Record one with npm run record -- --url URL.\n`],
      );
    }
  });

  describe("against what is not examples/probe", () => {
    let server: Server | undefined;
    const sockets = new Set<Socket>();
    afterEach(() => {
      for (const socket of sockets) socket.destroy();
      server?.close();
      server = undefined;
    });
    const serve = async (onConnection: (socket: Socket) => void): Promise<string> => {
      server = createServer((socket) => {
        sockets.add(socket.on("error", () => undefined));
        onConnection(socket);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/probe`;
    };
    const answering = (url: string) => record("--url", url, "--out", join(folder, "never.json"));
    afterEach(() => equal(existsSync(join(folder, "never.json")), false));

    const others: [what: string, serves: (socket: Socket) => void, why: RegExp][] = [
      ["closes at once", (socket) => socket.end(), /opens no WebSocket connection: ended\./],
      [
        "answers garbage",
        (socket) => socket.write(Buffer.alloc(20e6, 7)),
        /opens no WebSocket connection: ended\./,
      ],
      ["never answers", () => undefined, /opens no WebSocket connection: nothing within 10 s\./],
      [
        "is no WebSocket",
        (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
        /opens no WebSocket connection: HTTP\/1\.1 200 OK hi\./,
      ],
    ];
    for (const [what, serves, why] of others)
      it(`says so if it ${what}`, async () => {
        const { code, stderr } = await answering(await serve(serves));
        equal(code, 2, stderr);
        match(stderr, why);
        match(stderr, /Give the URL that examples\/probe exports/);
      });

    it("says so if nobody listens", async () => {
      const { code, stderr } = await answering("ws://127.0.0.1:9/probe");
      equal(code, 2);
      match(stderr, /opens no WebSocket connection: failed: connect ECONNREFUSED/);
    });

    it("goes nowhere else, whatever a service answers", async () => {
      const foreign = new WebSocketServer({ host: "127.0.0.1", port: 0 });
      try {
        await once(foreign, "listening");
        const address = "ws://other.example/x";
        const names = ["busy", "guarded", "closed", "http", "httpClosed", "httpQuick"];
        const addresses = JSON.stringify(Object.fromEntries(names.map((name) => [name, address])));
        foreign.on("connection", (each) => each.on("message", () => each.send(addresses)));
        const { port } = foreign.address() as AddressInfo;
        const { code, stderr } = await answering(`ws://127.0.0.1:${port}/probe`);
        equal(code, 2);
        match(stderr, /does not answer as examples\/probe does: text "/);
      } finally {
        for (const each of foreign.clients) each.terminate();
        foreign.close();
      }
    });
  });
});

function record(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...MAIN, ...args],
      { cwd: REPOSITORY, env: ENV },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}
