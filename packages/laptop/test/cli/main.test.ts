import assert from "node:assert/strict";
import { run } from "../support/command";

const laptop = (...args: string[]) => run("node_modules/.bin/pulumi-laptop", args);

describe("pulumi-laptop", () => {
  it("lists its commands with --help", async () => {
    const command = laptop("--help");
    assert.equal(await command.exited, 0, command.stderr);
    assert.deepEqual(
      [...command.stdout.matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name),
      ["start", "policy", "closures", "iam", "sign", "token", "invoke", "connect"],
    );
  });

  it("lists the options of a command with --help", async () => {
    const command = laptop("policy", "--help");
    assert.equal(await command.exited, 0, command.stderr);
    assert.match(command.stdout, /^Usage: pulumi-laptop policy \[options\]\n/);
  });

  it("refuses an unknown command with code 2, naming the nearest", async () => {
    const command = laptop("closure");
    assert.equal(await command.exited, 2);
    assert.match(
      command.stderr,
      /^Unknown command "closure"\. Did you mean "closures"\?\n\nUsage: pulumi-laptop \[COMMAND\]/,
    );
  });

  it("starts the program if there are only options, and refuses one that start does not have", async () => {
    const command = laptop("--prot", "0");
    assert.equal(await command.exited, 2);
    assert.match(
      command.stderr,
      /^Unknown option "--prot"\. Did you mean "--port"\?\n\nUsage: pulumi-laptop start /,
    );
  });

  it("does not judge a program without a policy pack, and says how to name one", async () => {
    const command = laptop("policy", "--program", "examples/mock");
    assert.equal(await command.exited, 2);
    assert.equal(
      command.stderr,
      '"examples/mock" has no folder "policy" with PulumiPolicy.yaml. Name a policy pack with --policy-pack DIR.\n',
    );
  });
});
