import { functionOf, refuse, textOf } from "./apis";
import type { PlainResource } from "./build";
import type { Integration, LambdaFunction } from "./model";

/**
 * The longest that API Gateway waits for an integration of a WebSocket API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const MAX_TIMEOUT_MS = 29_000;

/** The integrations of one API, by ID. */
export function buildIntegrations(
  ofApi: (type: string) => PlainResource[],
  functions: LambdaFunction[],
): Map<string, Integration> {
  const responses = ofApi("aws:apigatewayv2/integrationResponse:IntegrationResponse");
  return new Map(
    ofApi("aws:apigatewayv2/integration:Integration").map((integration) => {
      const own = responses.filter(({ outputs }) => outputs.integrationId === integration.id);
      return [integration.id, buildIntegration(integration, own, functions)];
    }),
  );
}

function buildIntegration(
  integration: PlainResource,
  responses: PlainResource[],
  functions: LambdaFunction[],
): Integration {
  const { id, outputs } = integration;
  const type = textOf(outputs.integrationType);
  if (outputs.connectionType === "VPC_LINK")
    refuse(integration, "uses a VPC link, which is not emulated.");
  for (const property of ["requestParameters", "responseParameters"]) {
    if (outputs[property]) refuse(integration, `sets ${property}, which is not emulated.`);
  }
  if (type === "MOCK") return { id, type, ...mockAnswer(integration, responses) };
  if (type !== "AWS_PROXY") {
    refuse(integration, `has integrationType "${type}". AWS_PROXY and MOCK are emulated.`);
  }
  if (outputs.requestTemplates)
    refuse(integration, "sets requestTemplates, which is not emulated.");
  const target = functionOf(
    integration,
    "integrationUri",
    textOf(outputs.integrationUri),
    functions,
  );
  const timeoutMs = Number(outputs.timeoutMilliseconds ?? MAX_TIMEOUT_MS);
  return { id, type, functionName: target.name, timeoutMs };
}

/**
 * What a mock integration answers: the status of its request template `{"statusCode": 200}` and the
 * template of its integration response, if both are plain text.
 */
function mockAnswer(integration: PlainResource, responses: PlainResource[]) {
  const [request, response] = [
    templateOf(integration, integration.outputs.requestTemplates),
    ...responses.map((r) => templateOf(r, r.outputs.responseTemplates)),
  ];
  const statusCode = Number(/"?statusCode"?\s*:\s*(\d{3})/.exec(request ?? "")?.[1] ?? 200);
  return { statusCode, body: response ?? "" };
}

function templateOf(resource: PlainResource, templates: unknown): string | undefined {
  const [template] = Object.values((templates as Record<string, string> | undefined) ?? {});
  if (template && /[$#]/.test(template)) {
    refuse(resource, "has a mapping template, which is not emulated. Plain text is.");
  }
  return template;
}
