import { equal, match, ok } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { endCommands, run, type Command } from "../support/command";
import { connectTo } from "../support/connection";

const REPOSITORY = join(__dirname, "../../../..");

describe("pulumi-laptop sign", () => {
  const sign = async (...args: string[]) => {
    const signing = run("pulumi-laptop", ["sign", ...args]);
    return { code: await signing.exited, stdout: signing.stdout, stderr: signing.stderr };
  };
  after(endCommands);

  describe("of a stage on this machine", () => {
    let service: Command;
    let url: string;
    before(async () => {
      service = run("pulumi-laptop", ["start", "--stack", "prod", "--port", "0", "--no-watch"]);
      const printed = await service.prints(/npx wscat -c "\$\(npx pulumi-laptop sign (ws:\S+)\)"/);
      url = printed[1]!;
    });
    after(async () => {
      service.interrupt();
      await service.exited;
    });

    it("makes a URL that connects to the stack prod, by the command that start prints", async () => {
      const { stdout } = await sign(url);
      const alice = await connectTo(stdout.trimEnd());
      alice.send("hello");
      equal(await alice.next(), "Echo me: hello");
    });

    it("takes the run's region, unless another is given", async () => {
      match((await sign(url)).stdout, /Credential=AKIA\w+%2F\d{8}%2Fus-east-1%2Fexecute-api/);
      const { stdout } = await sign(url, "--region", "eu-west-1");
      match(stdout, /Credential=AKIA\w+%2F\d{8}%2Feu-west-1%2Fexecute-api/);
    });

    it("reads the credentials from a file that start names, and that ends with the run", async () => {
      const [, path] = await service.prints(/Keys +AWS_SHARED_CREDENTIALS_FILE=(\S+)/);
      const text = readFileSync(join(REPOSITORY, path!), "utf8");
      const [, secret] = /^aws_secret_access_key = (.{40})$/m.exec(text)!;
      ok(!service.stdout.includes(secret!));
      service.interrupt();
      await service.exited;
      ok(!existsSync(join(REPOSITORY, path!)));
      const { code, stderr } = await sign(url);
      equal(code, 1);
      const { port } = new URL(url);
      equal(
        stderr,
        `No run of the program in "." listens on port ${port}. Start it, or name its folder with --program.\n`,
      );
    });
  });

  it("takes the region from the URL of a stage on AWS, else from --region", async () => {
    const keys = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
    const variables = { ...keys, AWS_REGION: undefined };
    const regionOf = async (...args: string[]) => {
      const signing = run("pulumi-laptop", ["sign", ...args], variables);
      await signing.exited;
      return /Credential=AKIAEXAMPLE%2F\d{8}%2F([^%]+)%2Fexecute-api/.exec(signing.stdout)?.[1];
    };
    equal(await regionOf("wss://abc.execute-api.eu-central-1.amazonaws.com/prod"), "eu-central-1");
    equal(await regionOf("wss://ws.example.com/", "--region", "eu-west-1"), "eu-west-1");
    equal(await regionOf("wss://ws.example.com/"), undefined);
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
