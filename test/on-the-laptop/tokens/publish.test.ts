import { deepEqual, equal, match } from "node:assert/strict";
import { issuerKeyFile, openIssuerKey } from "pulumi-laptop/src/issuer/issuer-key";
import { localToken } from "pulumi-laptop/src/issuer/local-token";
import { keptToken } from "pulumi-laptop/src/page/token";
import { stateFile } from "pulumi-laptop/src/shared/files/state-file";
import { endCommands, run } from "pulumi-laptop/test/support/command";
import type { TestConnection } from "pulumi-laptop/test/support/connection";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";
import { PROJECT_FOLDER } from "../../support/evaluated";
import { AUDIENCE, ISSUER, JWT } from "./bad-tokens";

const NOTHING = { sent: 0, gone: 0, failed: 0, passedToFanOut: 0 };

describe("Other systems, on a laptop", () => {
  let stage: TestStage;
  let alice: TestConnection;
  let bob: TestConnection;
  before(async () => {
    const pageToken = keptToken(stateFile(PROJECT_FOLDER, "page-token"));
    stage = await startStage({ program: PROJECT_FOLDER, config: JWT, pageToken });
    const key = openIssuerKey(issuerKeyFile(PROJECT_FOLDER));
    const connect = (name: string) => {
      const target = { issuer: ISSUER, audience: AUDIENCE, nowMs: Date.now() };
      return stage.connect({}, `?token=${localToken(key, { ...target, name })}`);
    };
    alice = await connect("alice");
    bob = await connect("bob");
  });
  after(async () => {
    endCommands();
    await stage.close();
  });

  const invoke = async (...args: string[]) => {
    const { port } = new URL(stage.runtime.pageUrl);
    const command = run("pulumi-laptop", ["invoke", ...args, "--port", port]);
    const code = await command.exited;
    return { code, stdout: command.stdout, stderr: command.stderr };
  };

  it("send to everyone by the command", async () => {
    const { code, stdout } = await invoke("publisher", "hi");
    deepEqual([code, JSON.parse(stdout)], [0, { ...NOTHING, sent: 2 }]);
    equal(await alice.next(), "hi");
    equal(await bob.next(), "hi");
  });

  it("send to a user, and are denied nothing that they need", async () => {
    const { stdout } = await invoke("publisher", '{"message":"for you","user":"bob"}');
    deepEqual(JSON.parse(stdout), { ...NOTHING, sent: 1 });
    equal(await bob.next(), "for you");
    deepEqual(stage.all("iam.deny"), []);
  });

  it("are told what is wrong with what they send, and which functions there are", async () => {
    const wrong = await invoke("publisher", "{}");
    equal(wrong.code, 1);
    match(wrong.stdout, /"errorMessage": "A publication has no message\./);
    const unknown = await invoke("publish", "hi");
    equal(unknown.code, 1);
    match(unknown.stderr, /^The program has no function "publish", but .*"publisher"/);
    const { stderr } = await invoke("publisher", "hi", "--program", __dirname);
    match(stderr, /^No run of the program in ".*" listens on port \d+\./);
  });
});
