import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scripts } from "../../package.json";
import { USAGE } from "pulumi-laptop/src/cli/options/start-options";
import { endCommands, run, type Command } from "pulumi-laptop/test/support/command";
import { freePort, isFree } from "../support/free-port";

/** What dependencies say to users who can do nothing about it. */
const NOISE = /deprecat|NodeVersionSupportWarning|\(node:\d+\)|ExperimentalWarning/i;

describe("npm start", () => {
  let folder: string;

  const start = (...options: string[]) => run("npm", ["start", "--silent", "--", ...options]);
  // On Ctrl-C, npm and the shell between die of the signal; what they run has the exit code.
  const startWithoutNpm = (...options: string[]) => {
    const [command, ...args] = scripts.start.replace(/^exec /, "").split(" ");
    return run(command!, [...args, ...options]);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "start-"));
  });
  afterEach(async () => {
    endCommands();
    await rm(folder, { recursive: true });
  });

  it("serves the program until Ctrl-C", async () => {
    const journal = join(folder, "journal.jsonl");
    const port = await freePort();
    const service = start("--port", String(port), "--journal", journal);
    const url = `ws://127.0.0.1:${port}/dev`;
    await service.prints(new RegExp(`wscat -c ${url}`));

    const wscat = (message: string) =>
      run(join("node_modules", ".bin", "wscat"), ["-c", url, "-x", message, "-w", "-1"]);
    const alice = wscat("hello");
    await alice.prints(/^Echo me: hello$/m);
    const bob = wscat("hello too");
    for (const connection of [alice, bob]) await connection.prints(/^Echo me: hello too$/m);
    bob.interrupt();
    await service.prints(/ disconnected /);
    const carol = wscat("still here");
    for (const connection of [alice, carol]) await connection.prints(/^Echo me: still here$/m);
    assert.doesNotMatch(bob.stdout, /still here/);

    service.interrupt();
    await service.exited;
    await alice.exited;
    await carol.exited;
    assert.equal(await isFree(port), true);

    assert.equal(service.stderr, "");
    assert.doesNotMatch(service.stdout, NOISE);
    const lines = (await readFile(journal, "utf8")).trimEnd().split("\n");
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const entry of entries) {
      assert.deepEqual(Object.keys(entry).slice(0, 3), ["time", "service", "event"]);
      assert.equal(new Date(String(entry.time)).toISOString(), entry.time);
    }
    const events = new Set(
      entries.map(({ service, event }) => `${String(service)}.${String(event)}`),
    );
    for (const event of ["lambda.init", "apigateway.connect", "apigateway.disconnect"])
      assert.ok(events.has(event), event);
  });

  it("ends with code 0 on SIGTERM", async () => {
    const port = await freePort();
    const service = startWithoutNpm("--port", String(port));
    await service.prints(new RegExp(`ws://127\\.0\\.0\\.1:${port}/dev\\b`));
    service.interrupt("SIGTERM");
    assert.equal(await service.exited, 0);
    assert.equal(service.stderr, "");
    assert.equal(await isFree(port), true);
  });

  describe("interrupted after a connection", () => {
    let port: number;
    let service: Command;
    before(async () => {
      port = await freePort();
      service = startWithoutNpm("--port", String(port));
      const [url] = await service.prints(new RegExp(`ws://127\\.0\\.0\\.1:${port}/dev\\b`));
      const alice = run(join("node_modules", ".bin", "wscat"), ["-c", url]);
      await service.prints(/ connected$/m);
      service.interrupt("SIGINT");
      await service.exited;
      alice.interrupt();
      await alice.exited;
    });

    it("ends with code 0 on SIGINT", async () => {
      assert.equal(await service.exited, 0);
      assert.equal(service.stderr, "");
      assert.equal(await isFree(port), true);
    });

    it("says on exit what the roles were granted and did not use", () => {
      assert.match(
        service.stdout,
        // Only the function behind $connect ran.
        /\nGranted and never used, as observed in this run:\n {2}Role "lifecycle", policy "lifecycle", statement 2: dynamodb:DeleteItem\n$/,
      );
    });
  });

  it("ends with code 0 on SIGINT while it starts", async () => {
    await writeFile(join(folder, "Pulumi.yaml"), "name: slow\nruntime: nodejs\nmain: index.js\n");
    await writeFile(join(folder, "package.json"), "{}");
    await writeFile(join(folder, "index.js"), 'console.log("busy"); setInterval(() => {}, 1000);');
    const service = startWithoutNpm("--port", "0", "--program", folder);
    await service.prints(/busy/);
    service.interrupt();
    assert.equal(await service.exited, 0);
  });

  it("ends with code 1 when the port is in use, and says what to do", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { message, code } = await refusalOf(start("--port", String(port)));
    server.close();
    assert.equal(
      message,
      `Port ${port} is in use. Choose another with --port, or --port 0 for any free one.\n`,
    );
    assert.equal(code, 1);
  });

  it("ends with code 1 in a folder without Pulumi.yaml", async () => {
    const { message, code } = await refusalOf(start("--port", "0", "--program", folder));
    const expected = `No Pulumi.yaml in "${folder}". Name a Pulumi program with --program DIR.\n`;
    assert.equal(message, expected);
    assert.equal(code, 1);
  });

  it("ends with code 1 for a program that the policy pack refuses, before it serves", async () => {
    const program = join("test", "policy", "programs", "bad-apigateway");
    const { message, code } = await refusalOf(
      start("--port", "0", "--program", program, "--policy-pack", "policy"),
      /^[\d:.]+ +program +Evaluating index\.ts.*\n$/,
    );
    const [first, violation] = message.split("\n");
    assert.equal(first, 'The policy pack refuses stack "dev":');
    assert.equal(
      violation,
      '  apigateway-throttling-not-zero: Stage "refusing" refuses every route: defaultRouteSettings.throttlingRateLimit is not set. Set throttlingRateLimit and throttlingBurstLimit above 0.',
    );
    assert.equal(code, 1);
  });

  it("ends with code 1 for an unknown stack, naming those there are", async () => {
    const { message, code } = await refusalOf(start("--port", "0", "--stack", "nope"));
    assert.match(message, /^Unknown stack "nope"\. Choose with --stack: .*"dev".*\.\n$/);
    assert.equal(code, 1);
  });

  it("ends with code 2 for an unknown option, naming the nearest", async () => {
    const { message, code } = await refusalOf(start("--prot", "1"));
    assert.equal(message, `Unknown option "--prot". Did you mean "--port"?\n\n${USAGE}\n`);
    assert.equal(code, 2);
  });

  it("ends with code 2 for a journal that cannot be written", async () => {
    const journal = join(folder, "none", "journal.jsonl");
    const { message, code } = await refusalOf(start("--port", "0", "--journal", journal));
    assert.match(
      message,
      /^The journal ".*" cannot be written: .* Choose another with --journal\.\n$/,
    );
    assert.equal(code, 2);
  });

  it("prints its options with --help", async () => {
    const service = start("--help");
    assert.equal(await service.exited, 0);
    assert.equal(service.stdout, `${USAGE}\n`);
  });
});

/** @param printed what it says before. */
async function refusalOf(
  command: Command,
  printed = /^$/,
): Promise<{ message: string; code: number | null }> {
  const code = await command.exited;
  assert.match(command.stdout, printed);
  return { message: command.stderr, code };
}
