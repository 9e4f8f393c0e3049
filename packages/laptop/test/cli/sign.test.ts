import { equal, match, ok } from "node:assert/strict";
import { endCommands, run } from "../support/command";
import { connectTo } from "../support/connection";

describe("pulumi-laptop sign", () => {
  const sign = async (...args: string[]) => {
    const signing = run("pulumi-laptop", ["sign", ...args]);
    return { code: await signing.exited, stdout: signing.stdout, stderr: signing.stderr };
  };
  after(endCommands);

  it("makes a URL that connects to the stack prod on a laptop, as pulumi-laptop start prints one", async function () {
    this.timeout(60_000);
    const service = run("pulumi-laptop", ["start", "--stack", "prod", "--port", "0"]);
    const [, printed] = await service.prints(/npx wscat -c "(ws:[^"]+)"/);
    const { origin, host, pathname } = new URL(printed!);
    equal(`${origin}${pathname}`, `ws://${host}/prod`);
    const { stdout } = await sign(`ws://${host}/prod`);
    const alice = await connectTo(printed!);
    const bob = await connectTo(stdout.trimEnd());
    bob.send("hello");
    for (const connection of [alice, bob]) equal(await connection.next(), "Echo me: hello");
    service.interrupt();
    await service.exited;
  });

  it("takes the region from the URL, else from --region", async () => {
    const local = "ws://127.0.0.1:3000/prod";
    match((await sign(local)).stdout, /Credential=laptop%2F\d{8}%2Fus-east-1%2Fexecute-api/);
    const { stdout } = await sign(local, "--region", "eu-west-1");
    match(stdout, /Credential=laptop%2F\d{8}%2Feu-west-1%2Fexecute-api/);
  });

  it("asks for a URL", async () => {
    for (const args of [[], ["ws://"]]) {
      const { code, stderr } = await sign(...args);
      equal(code, 2);
      ok(stderr.startsWith("Missing the URL of a stage, for example wss://HOST/STAGE.\n"), stderr);
    }
  });

  it("refuses an unknown option, naming the nearest", async () => {
    const { code, stderr } = await sign("--regoin", "eu-west-1");
    equal(code, 2);
    ok(stderr.startsWith('Unknown option "--regoin". Did you mean "--region"?\n'), stderr);
  });
});
