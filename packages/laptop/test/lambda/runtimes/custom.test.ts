import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootstrapZip, NODE_BOOTSTRAP, SHELL_BOOTSTRAP } from "../../support/bootstrap";
import { startTestLambda, type TestLambda } from "../../support/lambda";
import { functionOf } from "../../support/models";

const CUSTOM = { runtime: "provided.al2023", handler: "anything" };

describe("A function with a bootstrap", () => {
  let folder: string;
  let bootstrap: string;
  let lambda: TestLambda;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "bootstrap-")));
    bootstrap = join(folder, "bootstrap");
  });
  afterEach(async () => {
    await lambda.close();
    await rm(folder, { recursive: true });
  });

  const start = async (parts = {}) =>
    (lambda = await startTestLambda("", { ...CUSTOM, code: { path: folder }, ...parts }));
  const write = async (content: string | Buffer, mode = 0o755) => {
    await writeFile(bootstrap, content);
    await chmod(bootstrap, mode);
  };
  const messages = () => lambda.all("lambda.log").map(({ message }) => String(message));
  const lines = () => lambda.all("lambda.platform").map(({ line }) => String(line));

  for (const runtime of ["provided.al2023", "provided.al2"]) {
    it(`handles events one after the other in one process (${runtime})`, async () => {
      await write(NODE_BOOTSTRAP);
      await start({ runtime });
      const answers = [await lambda.invoke({ a: 1 }), await lambda.invoke({ a: 2 })];
      const [one, two] = answers.map(({ payload }) => payload as Record<string, unknown>);
      assert.deepEqual([one!.event, two!.event], [{ a: 1 }, { a: 2 }]);
      assert.equal(one!.pid, two!.pid);
      assert.equal(one!.folder, taskRoot(one!));
      assert.deepEqual(messages(), ['event {"a":1}', 'event {"a":2}']);
      const version = new RegExp(`^INIT_START Runtime Version: ${runtime.replace(".", ":")}\\.v`);
      assert.match(lines()[0]!, version);
      assert.match(lines()[3]!, /^REPORT .*\tInit Duration: /);
      assert.doesNotMatch(lines()[6]!, /Init Duration/);
    });
  }

  it("has Lambda's variables and its own, but no AWS_EXECUTION_ENV", async () => {
    await write(NODE_BOOTSTRAP);
    await start({ environment: { COLOUR: "red" } });
    const { variables } = (await lambda.invoke()).payload as {
      variables: Record<string, string>;
    };
    assert.equal(variables._HANDLER, "anything");
    assert.notEqual(variables.LAMBDA_TASK_ROOT, folder);
    assert.equal(variables.COLOUR, "red");
    assert.equal(variables.AWS_ENDPOINT_URL_DYNAMODB, "http://127.0.0.1:8000");
    for (const name of ["AWS_EXECUTION_ENV", "_LAMBDA_TELEMETRY_LOG_FD"])
      assert.equal(variables[name], undefined, name);
  });

  it("may fail an event and handle the next", async () => {
    await write(NODE_BOOTSTRAP);
    await start();
    assert.deepEqual(await lambda.invoke({ fail: "on purpose" }), {
      functionError: "Unhandled",
      payload: { errorType: "Failed", errorMessage: "on purpose" },
    });
    assert.equal((await lambda.invoke()).functionError, undefined);
    assert.deepEqual(lambda.environments(), ["greeter#1", "greeter#1"]);
  });

  it("may be a zip, whose permissions count", async () => {
    const zip = (mode: number) => bootstrapZip(Buffer.from(NODE_BOOTSTRAP), mode);
    const path = join(folder, "code.zip");
    await writeFile(path, zip(0o755));
    await start({ code: { path } });
    assert.equal((await lambda.invoke()).functionError, undefined);
    await lambda.close();
    await writeFile(path, zip(0o644));
    await start({ code: { path } });
    const { errorMessage } = (await lambda.invoke()).payload as { errorMessage: string };
    assert.match(errorMessage, /bootstrap: permission denied$/);
  });

  it("may be a text of the program", async () => {
    await start({ code: { files: { bootstrap: { text: NODE_BOOTSTRAP } } } });
    assert.equal((await lambda.invoke()).functionError, undefined);
  });

  it("may be a shell script with curl", async function () {
    if (spawnSync("curl", ["--version"]).error) this.skip();
    await write(SHELL_BOOTSTRAP);
    await start();
    assert.deepEqual((await lambda.invoke({ a: 1 })).payload, { event: { a: 1 } });
    assert.deepEqual((await lambda.invoke({ a: 2 })).payload, { event: { a: 2 } });
    assert.deepEqual(messages(), ["handler anything", "handler anything"]);
  });

  it("that exits without asking for an event has failed", async () => {
    await write("#!/bin/sh\nexit 3\n");
    await start();
    const { functionError, payload } = await lambda.invoke();
    const { errorType, errorMessage } = payload as Record<string, string>;
    assert.equal(functionError, "Unhandled");
    assert.equal(errorType, "Runtime.ExitError");
    assert.match(errorMessage!, /Error: Runtime exited with error: exit status 3$/);
  });

  it("that was not built when the program started runs once it is", async () => {
    await start();
    assert.equal((await lambda.invoke()).functionError, "Unhandled");
    await write(NODE_BOOTSTRAP);
    await lambda.update(functionOf("", { ...CUSTOM, code: { path: folder } }));
    assert.equal((await lambda.invoke()).functionError, undefined);
  });

  const OTHER_ARCHITECTURE = process.arch === "arm64" ? 62 : 183;
  const cannotStart: [what: string, content: Buffer | string, reason: string, hint: RegExp][] = [
    [
      "for another architecture",
      elf(OTHER_ARCHITECTURE),
      "exec format error",
      /is a program for linux\/\w+, and this machine is .*GOARCH=.* go build -o bootstrap$/,
    ],
    [
      "for another system",
      Buffer.concat([Buffer.from("4d5a", "hex"), Buffer.alloc(60)]),
      "exec format error",
      /is a program for windows\/any, and this machine is /,
    ],
    ["that is empty", "", "exec format error", /is neither a program nor a script\. /],
    [
      "that does not say what reads it",
      "echo started as a shell script after all >&2\n",
      "exec format error",
      /Begin a script with #!\/bin\/sh; /,
    ],
    [
      "with line breaks of Windows",
      "#!/bin/sh\r\nexit\r\n",
      "no such file or directory",
      /begins with #!\/bin\/sh\\r, and .* Save the file with Unix line breaks\.$/,
    ],
    [
      "for an interpreter that is not here",
      "#!/opt/not-here -x\n",
      "no such file or directory",
      /this machine has no file "\/opt\/not-here"\. Install it, /,
    ],
  ];
  for (const [what, content, reason, hint] of cannotStart) {
    it(`is answered with AWS's error if it is one ${what}, and the log names the way out`, async () => {
      await write(content);
      await start();
      await assertInvalid(`fork/exec /var/task/bootstrap: ${reason}`, hint);
    });
  }

  it("that is not executable says so", async () => {
    await write(NODE_BOOTSTRAP, 0o644);
    await start();
    await assertInvalid("fork/exec /var/task/bootstrap: permission denied", /Run: chmod \+x/);
  });

  it("that is missing, or a folder, says so", async () => {
    await start();
    const missing = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
    await assertInvalid(
      missing,
      /has no file "bootstrap" at its top. Build it to there, for example by: GOOS=/,
    );
    await mkdir(bootstrap);
    await writeFile(join(bootstrap, "main.go"), "");
    await lambda.update(functionOf("", { ...CUSTOM, code: { path: folder } }));
    await assertInvalid(missing, /has no file "bootstrap"/);
  });

  /** The caller gets AWS's error, the log the hint, and the REPORT line the type. */
  const assertInvalid = async (reason: string, hint: RegExp) => {
    const { functionError, payload } = await lambda.invoke();
    const { errorType, errorMessage } = payload as Record<string, string>;
    assert.equal(functionError, "Unhandled");
    assert.equal(errorType, "Runtime.InvalidEntrypoint");
    assert.equal(errorMessage!.replace(/^RequestId: [-\w]+ /, ""), `Error: ${reason}`);
    const logged = messages().find((message) => hint.test(message));
    assert.ok(logged?.includes('"bootstrap"'), messages().join("\n"));
    assert.match(lines()[1]!, /Phase: init\tStatus: error\tError Type: Runtime.InvalidEntrypoint$/);
  };
});

function taskRoot({ variables }: Record<string, unknown>): unknown {
  return (variables as Record<string, string>).LAMBDA_TASK_ROOT;
}

/** The beginning of a Linux program for a machine. */
function elf(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.write("\x7fELF\x02\x01\x01", "latin1");
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(machine, 18);
  return header;
}
