import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  evaluate,
  type Evaluation,
  plain,
  type Properties,
  readProject,
  type Resource,
} from "pulumi-laptop";
import { UNKNOWN } from "pulumi-laptop/src/program/marks";
import { PROJECT_NAME } from "../support/evaluated";

const PROGRAM = join(__dirname, "../..");
const SURROUNDINGS = {
  region: "eu-central-1",
  accountId: "123456789012",
  gatewayHost: "127.0.0.1:4000",
};
const OF_CALLBACK = "pulumi-callback:index:Callback";
const OF_ROUTES = "websockets-on-demand:index:Routes";
const OF_FAN_OUT = "websockets-on-demand:index:FanOut";
const OF_QUERIES = "websockets-on-demand:index:LogQueries";

describe("evaluate, on this program", () => {
  let evaluation: Evaluation;
  const output: string[] = [];
  before(async () => {
    evaluation = await evaluateThis({ onOutput: (line) => output.push(line) });
  });

  it("registers every resource under the URN that Pulumi gives it", () => {
    const urn = (types: string, name: string) =>
      `urn:pulumi:dev::${PROJECT_NAME}::${types}::${name}`;
    const expected = [
      urn("aws:apigatewayv2/api:Api", "websockets"),
      urn("aws:apigatewayv2/stage:Stage", "stage"),
      urn("aws:dynamodb/table:Table", "chunks"),
      urn("aws:dynamodb/table:Table", "connections"),
      urn(`${OF_CALLBACK}$aws:cloudwatch/logGroup:LogGroup`, "events"),
      urn(`${OF_CALLBACK}$aws:iam/role:Role`, "events"),
      urn(`${OF_CALLBACK}$aws:iam/rolePolicy:RolePolicy`, "events"),
      urn(`${OF_CALLBACK}$aws:lambda/function:Function`, "events"),
      urn(OF_CALLBACK, "events"),
      urn(`${OF_CALLBACK}$aws:cloudwatch/logGroup:LogGroup`, "lifecycle"),
      urn(`${OF_CALLBACK}$aws:iam/role:Role`, "lifecycle"),
      urn(`${OF_CALLBACK}$aws:iam/rolePolicy:RolePolicy`, "lifecycle"),
      urn(`${OF_CALLBACK}$aws:lambda/function:Function`, "lifecycle"),
      urn(OF_CALLBACK, "lifecycle"),
      urn("pulumi:pulumi:Stack", `${PROJECT_NAME}-dev`),
      urn(`${OF_FAN_OUT}$aws:iam/rolePolicy:RolePolicy`, "fan-out-invoke-itself"),
      urn(
        `${OF_FAN_OUT}$aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig`,
        "fan-out",
      ),
      urn(`${OF_FAN_OUT}$aws:sqs/queue:Queue`, "fan-out-failures"),
      urn(`${OF_FAN_OUT}$${OF_CALLBACK}$aws:cloudwatch/logGroup:LogGroup`, "fan-out"),
      urn(`${OF_FAN_OUT}$${OF_CALLBACK}$aws:iam/role:Role`, "fan-out"),
      urn(`${OF_FAN_OUT}$${OF_CALLBACK}$aws:iam/rolePolicy:RolePolicy`, "fan-out"),
      urn(`${OF_FAN_OUT}$${OF_CALLBACK}$aws:lambda/function:Function`, "fan-out"),
      urn(`${OF_FAN_OUT}$${OF_CALLBACK}`, "fan-out"),
      urn(OF_FAN_OUT, "fan-out"),
      urn(`${OF_QUERIES}$aws:cloudwatch/queryDefinition:QueryDefinition`, "queries-connection"),
      urn(`${OF_QUERIES}$aws:cloudwatch/queryDefinition:QueryDefinition`, "queries-failed"),
      urn(`${OF_QUERIES}$aws:cloudwatch/queryDefinition:QueryDefinition`, "queries-slow"),
      urn(OF_QUERIES, "queries"),
      urn(`${OF_ROUTES}$aws:apigatewayv2/integration:Integration`, "routes-integration"),
      urn(`${OF_ROUTES}$aws:apigatewayv2/integration:Integration`, "routes-lifecycle-integration"),
      urn(`${OF_ROUTES}$aws:apigatewayv2/route:Route`, "routes-connect"),
      urn(`${OF_ROUTES}$aws:apigatewayv2/route:Route`, "routes-default"),
      urn(`${OF_ROUTES}$aws:apigatewayv2/route:Route`, "routes-disconnect"),
      urn(`${OF_ROUTES}$aws:lambda/permission:Permission`, "routes-lifecycle-permission"),
      urn(`${OF_ROUTES}$aws:lambda/permission:Permission`, "routes-permission"),
      urn(OF_ROUTES, "routes"),
    ];
    deepEqual(evaluation.resources.map((resource) => resource.urn).sort(), expected.sort());
  });

  it("knows the parent of each resource", () => {
    const parentOf = (name: string, type?: string) =>
      find(evaluation, name, type).parent.split("::").slice(2).join(" ");
    equal(parentOf("connections"), `pulumi:pulumi:Stack ${PROJECT_NAME}-dev`);
    equal(parentOf("events", "Callback"), `pulumi:pulumi:Stack ${PROJECT_NAME}-dev`);
    for (const type of ["LogGroup", "Role", "RolePolicy", "Function"])
      equal(parentOf("events", type), `${OF_CALLBACK} events`);
    for (const name of ["routes-permission", "routes-integration", "routes-default"])
      equal(parentOf(name), `${OF_ROUTES} routes`);
  });

  it("creates the function after its policy", () => {
    ok(
      reaches(
        evaluation,
        find(evaluation, "events", "Function"),
        find(evaluation, "events", "RolePolicy"),
      ),
    );
  });

  it("creates the integration after the permission to call the function", () => {
    ok(
      reaches(
        evaluation,
        find(evaluation, "routes-integration"),
        find(evaluation, "routes-permission"),
      ),
    );
  });

  it("has no cycle of dependencies", () => {
    const urns = evaluation.resources.map((resource) => resource.urn);
    const created = new Set<string>();
    for (const { urn, dependencies } of evaluation.resources) {
      for (const dependency of dependencies) {
        ok(urns.includes(dependency), `${dependency} is registered`);
        ok(created.has(dependency), `${urn} depends on ${dependency}, which came later`);
      }
      created.add(urn);
    }
  });

  it("fills in what AWS makes up: ARNs of the region and account, the address of the stage", () => {
    match(
      String(find(evaluation, "connections").outputs.arn).replace(PROJECT_NAME, "project"),
      /^arn:aws:dynamodb:eu-central-1:123456789012:table\/project-dev-connections-[0-9a-f]{7}$/,
    );
    const { executionArn, invokeUrl } = find(evaluation, "stage").outputs;
    match(
      String(executionArn),
      /^arn:aws:execute-api:eu-central-1:123456789012:[a-z0-9]{10}\/dev$/,
    );
    equal(invokeUrl, "ws://127.0.0.1:4000/dev");
    const { environment } = find(evaluation, "events", "Function").outputs;
    deepEqual(environment, {
      variables: {
        CONNECTIONS_PER_INVOCATION: "2000",
        CONNECTIONS_TABLE: find(evaluation, "connections").outputs.name,
        FAN_OUT_FUNCTION: find(evaluation, "fan-out", "Function").outputs.name,
        LONGEST_WAIT: "5",
        MANAGEMENT_ENDPOINT: "http://127.0.0.1:4000/dev",
        MESSAGES_PER_SECOND: "100",
        POSTS_PER_SECOND: "10000",
      },
    });
  });

  it("collects the stack's outputs", () => {
    const { readme, ...outputs } = evaluation.outputs;
    equal(readme, readFileSync(join(PROGRAM, "Pulumi.README.md"), "utf8"));
    deepEqual(outputs, {
      managementEndpoint: "http://127.0.0.1:4000/dev",
      url: "ws://127.0.0.1:4000/dev",
      connect: "npx wscat -c ws://127.0.0.1:4000/dev",
      region: "us-east-1",
      natAddress: "",
      publisherName: "",
      tableName: find(evaluation, "connections").outputs.name,
      functionName: find(evaluation, "events", "Function").outputs.name,
      logGroup: find(evaluation, "events", "LogGroup").outputs.name,
    });
  });

  it("lists the files of the program, whose change is a change of the program", () => {
    const files = evaluation.files.map((file) => file.slice(PROGRAM.length + 1)).sort();
    for (const file of [
      "Pulumi.dev.yaml",
      "Pulumi.yaml",
      "handlers/broadcast/broadcast.ts",
      "index.ts",
    ])
      ok(files.includes(file), file);
    deepEqual(
      files.filter((file) => file.startsWith("node_modules") || file.startsWith("local")),
      [],
    );
  });

  it("prints nothing of its own", () => {
    deepEqual(output, []);
  });

  it("previews the same resources with the values unknown that only AWS knows", async () => {
    const preview = await evaluateThis({ preview: true });
    const urns = ({ resources }: Evaluation) => resources.map(({ urn }) => urn).sort();
    deepEqual(urns(preview), urns(evaluation));
    const { outputs } = find(preview, "connections");
    equal(outputs.arn, UNKNOWN);
    equal(outputs.billingMode, "PAY_PER_REQUEST");
    const { inputs } = find(preview, "events", "Function");
    deepEqual((inputs.environment as Properties).variables, {
      CONNECTIONS_PER_INVOCATION: "2000",
      CONNECTIONS_TABLE: find(evaluation, "connections").outputs.name,
      FAN_OUT_FUNCTION: find(evaluation, "fan-out", "Function").outputs.name,
      LONGEST_WAIT: "5",
      MANAGEMENT_ENDPOINT: UNKNOWN,
      MESSAGES_PER_SECOND: "100",
      POSTS_PER_SECOND: "10000",
    });
    deepEqual(plain(inputs.code), plain(find(evaluation, "events", "Function").inputs.code));
  });
});

function evaluateThis({ preview = false, onOutput = (_line: string) => {} }): Promise<Evaluation> {
  const project = readProject(PROGRAM, "dev", {});
  return evaluate(project, { ...SURROUNDINGS, preview, onOutput });
}

/** @param type the last word of the type, where several resources have the name. */
function find({ resources }: Evaluation, name: string, type = ""): Resource {
  const found = resources.find(
    (resource) => resource.name === name && resource.type.endsWith(type),
  );
  ok(found, `${type} ${name}`);
  return found;
}

/** Whether the engine creates one resource before another, as dependencies say. */
function reaches(evaluation: Evaluation, from: Resource, to: Resource): boolean {
  return from.dependencies.some((urn) => {
    const dependency = evaluation.resources.find((resource) => resource.urn === urn)!;
    return dependency === to || reaches(evaluation, dependency, to);
  });
}
