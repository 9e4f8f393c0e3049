import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { startNamedServices, type NamedServices } from "../support/gateway/named-services";

/** Runs the code of an event, whose programs have no endpoints: they are led by the names alone. */
const RUNS = `
for (const name of Object.keys(process.env)) if (name.startsWith("AWS_ENDPOINT_URL")) delete process.env[name];
const { promisify } = require("node:util");
const processes = require("node:child_process");
const ended = (child) => new Promise((resolve) => {
  let all = "";
  child.stdout.on("data", (data) => (all += data));
  child.on("close", () => resolve(all));
});
const names = { require, processes, promisify, ended };
exports.handler = (code) =>
  new (async () => {}).constructor(...Object.keys(names), code)(...Object.values(names));`;

const URL = "https://dynamodb.us-east-1.amazonaws.com/";
const HEALTHY = "healthy: dynamodb.us-east-1.amazonaws.com";
const FETCHES = `fetch("${URL}").then((r) => r.text()).then((t) => console.log(t.trim()), console.log)`;
const NODE = `process.execPath, ["-e", ${JSON.stringify(FETCHES)}]`;
const PRINTS = `process.execPath, ["-p", "JSON.stringify(process.env)"]`;

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

describe("A program that a Node.js function starts", () => {
  let aws: NamedServices;
  before(async () => {
    aws = await startNamedServices(RUNS);
  });
  after(() => aws.close());

  const run = async (code: string) => {
    const answer = await aws.run(code);
    return typeof answer === "string" ? answer.trim() : answer;
  };

  for (const [how, call] of [
    ["spawn", (program: string) => `ended(processes.spawn(${program}))`],
    [
      "execFile",
      (program: string) => `promisify(processes.execFile)(${program}).then((r) => r.stdout)`,
    ],
    ["spawnSync", (program: string) => `processes.spawnSync(${program}).stdout.toString()`],
    ["execFileSync", (program: string) => `processes.execFileSync(${program}).toString()`],
    [
      "spawnSync of an ES module",
      (program: string) =>
        `import("node:child_process").then((all) => all.spawnSync(${program}).stdout.toString())`,
    ],
  ] as const) {
    it(`reaches the local services by ${how}: Node.js`, async () => {
      for (const options of ["", `, { env: { NODE_OPTIONS: "--no-warnings" } }`])
        assert.equal(await run(`return ${call(`${NODE}${options}`)}`), HEALTHY);
    });
    it(`reaches the local services by ${how}: curl`, async function () {
      if (!hasCurl) return this.skip();
      for (const options of ["", `, { env: {} }`])
        assert.equal(await run(`return ${call(`"curl", ["-sS", "${URL}"]${options}`)}`), HEALTHY);
    });
  }

  for (const [how, code] of [
    ["exec", `promisify(processes.exec)(command).then((result) => result.stdout)`],
    ["exec with options", `promisify(processes.exec)(command, { env: {} }).then((r) => r.stdout)`],
    ["execSync", `processes.execSync(command).toString()`],
    ["execSync with options", `processes.execSync(command, { encoding: "utf8" })`],
    [
      "spawnSync with a shell",
      `processes.spawnSync(command, { shell: true, encoding: "utf8" }).stdout`,
    ],
    [
      "execFileSync with a shell",
      `processes.execFileSync(command, { shell: true, encoding: "utf8" })`,
    ],
  ] as const) {
    it(`reaches them by ${how}, and so does what it starts`, async () => {
      const starts = `require("child_process").execFileSync(${NODE}, { stdio: "inherit" })`;
      const command = JSON.stringify(`'${process.execPath}' -e '${starts}'`);
      assert.equal(await run(`const command = ${command}; return ${code};`), HEALTHY);
    });
  }

  it("reaches them forked, without the options of the function", async () => {
    const sends = `process.once("message", () => ${FETCHES.replace("console.log", "process.send").replace(", console.log", ", (e) => process.send(String(e))")});`;
    assert.equal(
      await run(`
        const file = require("node:path").join(process.env.TMPDIR || "/tmp", "forked.cjs");
        require("node:fs").writeFileSync(file, ${JSON.stringify(sends)});
        const child = processes.fork(file, [], { execArgv: [], env: {} });
        child.send("go");
        return new Promise((resolve) => child.once("message", (text) => { child.disconnect(); resolve(text); }));`),
      HEALTHY,
    );
  });

  const POSTS = `fetch("${URL}").then((r) => r.text()).then((t) => require("worker_threads").parentPort.postMessage(t))`;
  /** Answers with what a worker thread with these options fetches. */
  const threadWith = (options: string) => `
    const { Worker } = require("node:worker_threads");
    const worker = new Worker(${JSON.stringify(POSTS)}, { eval: true, ${options} });
    const text = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    await worker.terminate();
    return text.trim();`;
  for (const options of [
    "",
    "execArgv: []",
    "execArgv: [], env: {}",
    `env: { A: "b" }`,
    `env: { NODE_OPTIONS: "--no-warnings" }`,
    `env: { ...process.env }`,
    `env: require("node:worker_threads").SHARE_ENV`,
  ]) {
    it(`reaches them in a worker thread with { ${options} }, as the function does`, async () => {
      assert.equal(await run(threadWith(options)), HEALTHY);
      const code = `(async () => {${threadWith(options)}})().then(console.log, console.log)`;
      const args = JSON.stringify(["-e", code]);
      assert.equal(await run(`return ended(processes.spawn(process.execPath, ${args}))`), HEALTHY);
    });
  }

  it("has the variables that it is given, as on AWS, and sees no proxy in Node.js", async () => {
    const shown = (options: string) =>
      run(`return processes.execFileSync(${PRINTS}, ${options}).toString()`) as Promise<string>;
    const given = { MY: "own", NODE_OPTIONS: " --no-warnings ", NO_PROXY: "10.0.0.1", EMPTY: "" };
    const { AWS_CA_BUNDLE, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, no_proxy, ...others } = JSON.parse(
      await shown(
        `{ env: Object.assign(Object.create({ INHERITED: "yes" }), ${JSON.stringify(given)}, { NOT: undefined }) }`,
      ),
    ) as Record<string, string>;
    assert.deepEqual(others, { ...given, INHERITED: "yes" });
    assert.equal(no_proxy, given.NO_PROXY);
    assert.equal(AWS_CA_BUNDLE, aws.names.bundle);
    assert.equal(SSL_CERT_FILE, aws.names.bundle);
    assert.equal(NODE_EXTRA_CA_CERTS, aws.names.certificateFile);
    const own = `{ env: { AWS_CA_BUNDLE: "/own.pem" } }`;
    assert.equal((JSON.parse(await shown(own)) as NodeJS.ProcessEnv).AWS_CA_BUNDLE, "/own.pem");
    const hidden = `return Object.keys(process.env).filter((name) => /proxy|NODE_OPTIONS|REQUESTS/i.test(name))`;
    assert.deepEqual(await run(hidden), []);
    const [ofFunction, ofProgram] = (await run(
      `return [{ ...process.env }, JSON.parse(processes.execFileSync(${PRINTS}))]`,
    )) as unknown[];
    assert.deepEqual(ofProgram, ofFunction);
  });

  it("has the function's variables if it is given none", async () => {
    for (const none of ["null", "undefined", "false", '""']) {
      const options = `{ env: ${none}, encoding: "utf8" }`;
      const names = `.trim().split("\\n").map((line) => line.split("=")[0]).sort()`;
      const [waited, started] = (await run(`return [
        processes.spawnSync("env", [], ${options}).stdout${names},
        (await promisify(processes.execFile)("env", [], ${options})).stdout${names}]`)) as string[];
      assert.deepEqual(waited, started, none);
    }
  });

  it("reaches them if its proxy is empty", async function () {
    if (!hasCurl) return this.skip();
    const env = `{ env: { HTTPS_PROXY: "", all_proxy: "" } }`;
    const code = `return ended(processes.spawn("curl", ["-sS", "${URL}"], ${env}))`;
    assert.equal(await run(code), HEALTHY);
  });

  it("has no proxy if it is Chrome, which would not send its credentials", async () => {
    const shown = await run(`
      const { mkdtempSync, rmSync, writeFileSync } = require("node:fs");
      const folder = mkdtempSync(require("node:path").join(require("node:os").tmpdir(), "browser-"));
      const all = [];
      for (const name of ["chromium", "chrome-headless-shell", "google-chrome-stable", "other"]) {
        const file = folder + "/" + name;
        writeFileSync(file, "#!/bin/sh\\nenv", { mode: 0o755 });
        const started = await ended(processes.spawn(file));
        const waited = processes.execFileSync(file, { encoding: "utf8" });
        const command = "env # is no /usr/bin/" + name;
        const byShell = processes.execSync(command) + processes.spawnSync(command, { shell: true }).stdout;
        all.push([started, waited, byShell].map((text) => text.match(/HTTPS_PROXY=/g)?.length ?? 0));
      }
      rmSync(folder, { recursive: true });
      return all;`);
    assert.deepEqual(shown, [...Array<number[]>(3).fill([0, 0, 2]), [1, 1, 2]]);
  });

  it("has a proxy of its own instead, if it is given one", async () => {
    const shown = await run(`
      const env = { PATH: process.env.PATH, https_proxy: "http://proxy.example:3128" };
      return processes.execSync("env", { env }).toString().split("\\n").filter((line) => /proxy/i.test(line));`);
    assert.deepEqual(shown, ["https_proxy=http://proxy.example:3128"]);
  });

  it("is led as well if a wrapper script starts it before the function", async () => {
    const wrapper = `#!/bin/sh
export FETCHED="$("${process.execPath}" -e '${FETCHES}')"
export PROXIED="$(env | grep -c _PROXY=)"
exec "$@"
`;
    const code = { files: { "index.js": { text: RUNS }, wrapper: { text: wrapper } } };
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: "./wrapper", NODE_OPTIONS: "--no-warnings" };
    const wrapped = await startNamedServices(RUNS, { code, environment });
    try {
      const { FETCHED, PROXIED, NODE_OPTIONS, HTTPS_PROXY } = (await wrapped.run(
        `return { ...process.env }`,
      )) as Record<string, string>;
      assert.deepEqual([FETCHED, PROXIED], [HEALTHY, "2"]);
      assert.deepEqual([NODE_OPTIONS, HTTPS_PROXY], ["--no-warnings", undefined]);
    } finally {
      await wrapped.close();
    }
  });

  it("is refused for what Node.js refuses, in its words", async () => {
    for (const call of [
      `spawnSync("ls", [], "no options")`,
      `execFileSync("ls", "no arguments")`,
      `execSync(1)`,
      `spawnSync("ls", { cwd: 1 })`,
    ]) {
      const refused = await run(`try { processes.${call} } catch (error) { return error.message }`);
      const [, name, values] = /^(\w+)\((.*)\)$/.exec(call)!;
      const expected = messageOf(name as "execSync", values!);
      assert.ok(expected);
      assert.equal(refused, expected);
    }
    assert.deepEqual(await run(`return [processes.spawnSync.name, processes.spawnSync.length]`), [
      "spawnSync",
      spawnSync.length,
    ]);
  });
});

/** What Node.js says of a call by itself. */
function messageOf(name: string, values: string): string {
  const code = `try { require("node:child_process").${name}(${values}) } catch (error) { console.log(error.message) }`;
  return spawnSync(process.execPath, ["-e", code], { encoding: "utf8" }).stdout.trim();
}
