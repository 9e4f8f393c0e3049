import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type ClientRequest, type IncomingMessage } from "node:http";
import { get as getSecurely } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { tableOf } from "../support/models";
import { startNamedServices, type NamedServices } from "../support/gateway/named-services";

const sdk = (name: string) => JSON.stringify(require.resolve(`@aws-sdk/client-${name}`));

/** Runs the code of an event, as the laptop never sees it: no endpoint is set, as for version 2 of the SDK. */
const RUNS = `
for (const name of Object.keys(process.env)) if (name.startsWith("AWS_ENDPOINT_URL")) delete process.env[name];
const https = require("node:https");
const get = (options) => new Promise((resolve) => {
  https.request(options, async (response) => {
    let body = "";
    for await (const chunk of response) body += chunk;
    resolve(response.statusCode + " " + body);
  }).on("error", ({ code }) => resolve(code)).end(options.body);
});
const send = (client, command) => client.send(command).catch(({ name, message }) => name + ": " + message);
exports.handler = (code) => new (async () => {}).constructor("require", "https", "get", "send", code)(require, https, get, send);`;

describe("inside an execution environment", () => {
  let aws: NamedServices;

  before(async () => {
    aws = await startNamedServices(RUNS, {}, { tables: [tableOf("connections")] });
  });
  after(() => aws.close());

  const run = (code: string) => aws.run(code);
  const port = () => (aws.server.address() as AddressInfo).port;

  it("the SDK finds DynamoDB and Lambda without an endpoint", async () => {
    const scanned = await run(`
      const { DynamoDBClient, ScanCommand } = require(${sdk("dynamodb")});
      const { Count } = await send(new DynamoDBClient(), new ScanCommand({ TableName: "connections" }));
      return Count;`);
    assert.equal(scanned, 0);
    const invoked = await run(`
      const { LambdaClient, InvokeCommand } = require(${sdk("lambda")});
      const Payload = JSON.stringify("return 1 + 1");
      const answer = await send(new LambdaClient(), new InvokeCommand({ FunctionName: "greeter", Payload }));
      return Buffer.from(answer.Payload).toString();`);
    assert.equal(invoked, "2");
  });

  it("the program's own domain names lead here, from when a change of the program adds one", async () => {
    const { model, services } = aws;
    const [greeter] = model.functions;
    const variables = { NEXT: "environment" };
    await services.update({
      ...model,
      domains: [{ domainName: "WS.example.com", mappings: [] }],
      functions: [{ ...greeter!, environment: { ...greeter!.environment, ...variables } }],
    });
    // The door refuses a name that no stage has: the local one, over TLS.
    assert.equal(await run(`return get("https://ws.example.com/")`), '403 {"message":"Forbidden"}');
  });

  it("a role is asked as for any call", async () => {
    const answer = await run(`
      const { DynamoDBClient, DeleteItemCommand } = require(${sdk("dynamodb")});
      const input = { TableName: "connections", Key: { connectionId: { S: "1" } } };
      return send(new DynamoDBClient(), new DeleteItemCommand(input));`);
    assert.match(String(answer), /^AccessDeniedException: .*dynamodb:DeleteItem/);
  });

  for (const [what, code] of [
    ["https", `get("https://dynamodb.us-east-1.amazonaws.com/")`],
    ["https, by host and port", `get({ host: "dynamodb.eu-west-3.amazonaws.com", port: 443 })`],
    ["the name of both internet protocols", `get("https://dynamodb.us-east-1.api.aws/")`],
    [
      "fetch",
      `fetch("https://dynamodb.us-east-1.amazonaws.com/").then(async (r) => r.status + " " + await r.text())`,
    ],
    [
      "tls",
      `new Promise((resolve) => {
        const servername = "dynamodb.us-east-1.amazonaws.com";
        const socket = require("tls").connect(443, servername, { servername });
        socket.write("GET / HTTP/1.0\\r\\nHost: " + servername + "\\r\\n\\r\\n");
        let all = "";
        socket.setEncoding("utf8").on("data", (text) => (all += text)).on("end", () => resolve("200 " + all.split("\\r\\n\\r\\n")[1]));
      })`,
    ],
    [
      "a worker thread",
      `new Promise((resolve) => {
        const code = 'require("https").get("https://dynamodb.us-east-1.amazonaws.com/", async (r) => { let all = ""; for await (const c of r) all += c; require("worker_threads").parentPort.postMessage(r.statusCode + " " + all); })';
        new (require("worker_threads").Worker)(code, { eval: true }).on("message", resolve).on("error", (e) => resolve(String(e)));
      })`,
    ],
  ] as const) {
    it(`${what} leads to the local DynamoDB`, async () => {
      const healthy = "200 healthy: dynamodb.us-east-1.amazonaws.com ";
      assert.equal(await run(`return ${code}`), healthy);
    });
  }

  it("API Gateway answers by the name of an API, and by the address of its port", async () => {
    const path = "/dev/@connections/abc=";
    const forbidden = `403 {"message":"Forbidden"}`;
    const host = "abcdefghij.execute-api.us-east-1.amazonaws.com";
    assert.equal(await run(`return get("https://${host}${path}")`), forbidden);
    const own = `127.0.0.1:${port()}`;
    assert.equal(await run(`return get("https://${own}${path}")`), forbidden);
  });

  it("a service that is not here is refused with its name and the permission, once in the log", async () => {
    const code = `
      const { ECSClient, ListClustersCommand } = require(${sdk("ecs")});
      return send(new ECSClient(), new ListClustersCommand());`;
    const message =
      "ECS is not emulated by pulumi-laptop, and nothing was sent to AWS. In the cloud the function's role needs ecs:ListClusters for it.";
    assert.equal(await run(code), `NotEmulated: ${message}`);
    assert.equal(await run(code), `NotEmulated: ${message}`);
    const recorded = aws.all("iam.notEmulated").map(({ action }) => action);
    assert.deepEqual(recorded, ["ecs:ListClusters"]);
  });

  it("services of other protocols are refused in theirs", async () => {
    const form = await run(`return get({
      host: "sns.us-east-1.amazonaws.com", method: "POST", body: "Action=Publish&Message=hi",
      headers: { "Content-Type": "application/x-www-form-urlencoded" } })`);
    assert.match(String(form), /^400 <ErrorResponse>.*<Code>NotEmulated<.*sns:Publish for it/);
    const object = await run(`return get("https://bucket.s3.amazonaws.com/key")`);
    assert.match(String(object), /^400 <Error><Code>NotEmulated<.*s3:GetObject for it/);
    const rest = await run(`return get("https://scheduler.us-east-1.amazonaws.com/schedules")`);
    assert.match(String(rest), /^400 {"__type":"NotEmulated".*a permission of \\"scheduler\\"/);
  });

  it("other hosts and ports are left alone", async () => {
    const asks = (host: string, at: number) =>
      run(`
      const asked = [];
      const lookup = (host, options, callback) => {
        asked.push(host);
        callback(null, options.all ? [{ address: "127.0.0.1", family: 4 }] : "127.0.0.1", 4);
      };
      return [await get({ host: "${host}", port: ${at}, lookup }), ...asked];`);
    for (const host of ["notamazonaws.com", "amazonaws.com.example", "db.rds.amazonaws.com"]) {
      // Nobody trusts the local certificate under such a name: the connection went where \`lookup\` said.
      const [code, ...asked] = (await asks(host, port())) as string[];
      assert.match(code!, /UNABLE_TO_VERIFY|ERR_TLS_CERT_ALTNAME_INVALID/);
      assert.deepEqual(asked, [host]);
    }
  });

  it("what it starts trusts the certificate by variables", async () => {
    const variables = `["NODE_EXTRA_CA_CERTS", "AWS_CA_BUNDLE", "SSL_CERT_FILE"]`;
    const hold = await run(`
      const { readFileSync } = require("node:fs");
      return ${variables}.map((name) => readFileSync(process.env[name], "utf8").includes(${JSON.stringify(aws.names.certificate.trim())}));`);
    assert.deepEqual(hold, [true, true, true]);
  });

  it("and only there: a plain request under a foreign name is refused", async () => {
    for (const host of ["dynamodb.us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"]) {
      const sent = get({ host: "127.0.0.1", port: port(), agent: false, headers: { Host: host } });
      assert.equal(await statusOf(sent), 403);
    }
  });

  it("a page of another site is refused over TLS as well", async () => {
    const servername = "dynamodb.us-east-1.amazonaws.com";
    const options = {
      host: "127.0.0.1",
      port: port(),
      servername,
      ca: aws.names.certificate,
      agent: false,
    };
    const statusWith = (headers: object) =>
      statusOf(getSecurely({ ...options, headers: { Host: servername, ...headers } }));
    assert.equal(await statusWith({}), 200);
    assert.equal(await statusWith({ Origin: "https://evil.example" }), 403);
  });
});

async function statusOf(sent: ClientRequest): Promise<number> {
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  await text(response);
  return response.statusCode!;
}
