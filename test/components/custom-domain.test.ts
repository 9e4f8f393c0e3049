import { deepEqual, equal, ok } from "node:assert/strict";
import { greeting } from "pulumi-laptop/src/cli/console/greeting";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { PROJECT_FOLDER } from "../support/evaluated";
import { programUnderMocks, type ProgramUnderMocks } from "../support/program-under-mocks";

const CONFIG = { domain: "ws.example.com", zone: "Z0123456789ABC" };

describe("With a domain of its own, the program", () => {
  let program: ProgramUnderMocks;
  before(async () => {
    program = await programUnderMocks({ config: CONFIG });
  });

  it("proves the name, gets a certificate for it and leads it to the stage", () => {
    const certificate = program.only("aws:acm/certificate:Certificate").inputs;
    deepEqual(certificate, { domainName: "ws.example.com", validationMethod: "DNS" });
    const { domainName, domainNameConfiguration } = program.only(
      "aws:apigatewayv2/domainName:DomainName",
    ).inputs;
    equal(domainName, "ws.example.com");
    deepEqual(domainNameConfiguration, {
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/domain",
      endpointType: "REGIONAL",
      securityPolicy: "TLS_1_2",
    });
    deepEqual(program.only("aws:apigatewayv2/apiMapping:ApiMapping").inputs, {
      apiId: "websockets-id",
      domainName: "domain-id",
      stage: "stage-id",
    });
    const records = program.all("aws:route53/record:Record").map(({ inputs }) => inputs);
    deepEqual(
      records.map(({ zoneId, name, type, records: values, aliases }) => [
        ...[zoneId, name, type],
        values ?? aliases,
      ]),
      [
        [CONFIG.zone, "_proof.ws.example.com.", "CNAME", ["_value.acm-validations.aws."]],
        [
          ...[CONFIG.zone, "ws.example.com", "A"],
          [{ name: "d-1.example.com", zoneId: "Z2", evaluateTargetHealth: false }],
        ],
      ],
    );
  });

  it("closes API Gateway's own endpoint, and posts by the name", () => {
    equal(program.only("aws:apigatewayv2/api:Api").inputs.disableExecuteApiEndpoint, true);
    for (const name of ["events", "fan-out"]) {
      const { environment } = program.only("aws:lambda/function:Function", name).inputs;
      const { variables } = environment as { variables: Record<string, string> };
      equal(variables.MANAGEMENT_ENDPOINT, "https://ws.example.com");
    }
    equal(program.outputs.url, "wss://ws.example.com");
    equal(program.outputs.connect, "npx wscat -c wss://ws.example.com");
  });
});

describe("With a domain of its own, the program on a laptop", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: PROJECT_FOLDER, config: CONFIG });
  });
  after(() => laptop.close());

  it("answers people and functions by that name, and by no other", async () => {
    const alice = await laptop.connect({ path: "/", headers: { Host: "ws.example.com" } });
    await alice.send("hello");
    equal(await alice.next(), "Echo me: hello");
    await alice.send("99");
    equal(
      await alice.next(),
      "Cannot wait 99 seconds: the function would time out; 5 is the most.",
    );
    deepEqual(laptop.entries({ event: "deny" }), []);
    const { host } = new URL(laptop.runtime.pageUrl);
    const here = `npx wscat -c ws://${host}/ -H "Host: ws.example.com"`;
    ok(greeting(laptop.runtime, ".", undefined).includes(`wss://ws.example.com/, here: ${here}`));
    const { origin, hash } = new URL(laptop.runtime.pageUrl);
    const opened = await fetch(`${origin}/page.actions`, {
      method: "POST",
      headers: { Authorization: `Bearer ${hash.slice(1)}` },
      body: JSON.stringify({ action: "connect" }),
    });
    equal(opened.status, 200, await opened.text());
    await laptop.connect().then(
      () => Promise.reject(new Error("The default endpoint is open.")),
      ({ status }: { status: number }) => equal(status, 403),
    );
  });
});
