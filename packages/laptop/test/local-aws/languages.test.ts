import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableOf } from "../support/models";
import { startNamedServices, type NamedServices } from "../support/gateway/named-services";

/** A bootstrap that runs each event as a shell command, and answers with what it prints. */
const RUNS_COMMANDS = `#!${process.execPath}
const { spawnSync } = require("node:child_process");
const { AWS_LAMBDA_RUNTIME_API: api, ...env } = process.env;
const runtime = "http://" + api + "/2018-06-01/runtime/invocation/";
// As for a client that does not read them.
for (const name of Object.keys(env)) if (name.startsWith("AWS_ENDPOINT_URL")) delete env[name];
(async () => {
  for (;;) {
    const next = await fetch(runtime + "next");
    const id = next.headers.get("lambda-runtime-aws-request-id");
    const { stdout, stderr } = spawnSync("sh", ["-c", await next.json()], { env, encoding: "utf8" });
    await fetch(runtime + id + "/response", { method: "POST", body: JSON.stringify((stdout || stderr).trim()) });
  }
})();
`;
const CUSTOM = {
  runtime: "provided.al2023",
  code: { files: { bootstrap: { text: RUNS_COMMANDS } } },
};

const DYNAMODB = "https://dynamodb.us-east-1.amazonaws.com/";
const OTHER = "https://scheduler.us-east-1.amazonaws.com/schedules";
const HEALTHY = "healthy: dynamodb.us-east-1.amazonaws.com";
const REFUSED =
  /SCHEDULER is not emulated by pulumi-laptop, and nothing was sent to AWS\..* a permission of \\"scheduler\\"/;

const GO = `package main

import ("fmt"; "io"; "net/http"; "os")

func main() {
	answer, err := http.Get(os.Args[1])
	if err != nil { fmt.Println(err); return }
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(string(body))
}
`;

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const python = (code: string) => `python3 -c '${code}'`;

describe("A program in an execution environment that is not Node.js", function () {
  // The first build of a program in Go takes a minute.
  let aws: NamedServices;
  let folder: string;

  before(async () => {
    aws = await startNamedServices(RUNS_COMMANDS, CUSTOM, { tables: [tableOf("connections")] });
    folder = await mkdtemp(join(tmpdir(), "languages-"));
  });
  after(async () => {
    await aws.close();
    await rm(folder, { recursive: true });
  });

  /** The command that prints what is at an address. */
  const getters: [name: string, isHere: () => boolean, get: (url: string) => Promise<string>][] = [
    ["curl", () => has("curl", "--version"), async (url) => `curl -sS ${url}`],
    [
      "Node.js",
      () => true,
      async (url) =>
        `"${process.execPath}" -e 'fetch("${url}").then((r) => r.text()).then(console.log, console.log)'`,
    ],
    [
      "Python's urllib",
      () => has("python3", "--version"),
      async (url) =>
        python(
          `import urllib.request as r, urllib.error as e\ntry: print(r.urlopen("${url}").read().decode())\nexcept e.HTTPError as f: print(f.read().decode())`,
        ),
    ],
    [
      "Python's requests",
      () => has("python3", "-c", "import requests"),
      async (url) => python(`import requests; print(requests.get("${url}").text)`),
    ],
    [
      "Go",
      () => has("go", "version"),
      async (url) => {
        const program = join(folder, "get");
        await writeFile(`${program}.go`, GO);
        const { status, stderr } = spawnSync("go", ["build", "-o", program, `${program}.go`]);
        assert.equal(status, 0, String(stderr));
        return `${program} ${url}`;
      },
    ],
  ];
  for (const [name, isHere, get] of getters) {
    it(`reaches the local services under AWS's names: ${name}`, async function () {
      if (!isHere()) {
        console.log(`      ${name} is skipped: it is not installed`);
        return this.skip();
      }
      assert.equal(await aws.run(await get(DYNAMODB)), HEALTHY);
      assert.match(String(await aws.run(await get(OTHER))), REFUSED);
    });
  }

  it("reaches them by botocore, asked for no endpoint", async function () {
    if (!has("python3", "-c", "import botocore")) {
      console.log("      botocore is skipped: it is not installed");
      return this.skip();
    }
    const call = (service: string, operation: string) =>
      python(
        `import botocore.session\nclient = botocore.session.get_session().create_client("${service}")\ntry: print(client.${operation})\nexcept Exception as error: print(error)`,
      );
    const scanned = String(await aws.run(call("dynamodb", `scan(TableName="connections")`)));
    assert.match(scanned, /'Count': 0/);
    const denied = String(await aws.run(call("dynamodb", `list_tables()`)));
    assert.match(denied, /AccessDeniedException.* dynamodb:ListTables/);
    const refused = String(await aws.run(call("ecs", `list_clusters()`)));
    assert.match(refused, /\(NotEmulated\).*ECS is not emulated .*needs ecs:ListClusters for it/);
  });

  it("has the function's own proxy instead, if there is one", async () => {
    const environment = { HTTPS_PROXY: "http://proxy.example:3128" };
    const other = await startNamedServices(RUNS_COMMANDS, { ...CUSTOM, environment });
    try {
      assert.equal(
        await other.run("env | grep -i _proxy="),
        `HTTPS_PROXY=${environment.HTTPS_PROXY}`,
      );
    } finally {
      await other.close();
    }
  });
});
