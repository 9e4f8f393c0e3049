import { UserError } from "../../shared/errors";
import { describe, refuse, textOf, type OfType, type PlainResource } from "../declared";
import { functionOf } from "../functions";
import type { FunctionTarget, Integration, LambdaFunction, Stage } from "../model";

/**
 * The integration timeouts that a WebSocket API accepts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const MIN_TIMEOUT_MS = 50;
const MAX_TIMEOUT_MS = 29_000;

/** What the run leaves out: parts of the API by their type, and functions. */
export interface Absent {
  ofApi: OfType;
  functions: PlainResource[];
}

const INTEGRATION = "aws:apigatewayv2/integration:Integration";

/** The integrations of one API, by ID. */
export function buildIntegrations(
  ofApi: OfType,
  functions: LambdaFunction[],
  stages: Stage[],
  absent: Absent,
): Map<string, Integration> {
  const responses = ofApi("aws:apigatewayv2/integrationResponse:IntegrationResponse");
  return new Map([
    ...ofApi(INTEGRATION).map((integration) => {
      const own = responses.filter(({ outputs }) => outputs.integrationId === integration.id);
      const called = absentFunction(textOf(integration.outputs.integrationUri), absent);
      const built = called
        ? integrationLeftOut(called)
        : buildIntegration(integration, own, functions, stages);
      return [integration.id, built] as const;
    }),
    ...absent.ofApi(INTEGRATION).map((each) => [each.id, integrationLeftOut(each)] as const),
  ]);
}

type RefusingIntegration = Extract<Integration, { type: "LEFT_OUT" }>;

/** An integration that refuses, because what it needs is left out. */
export function integrationLeftOut(needed: PlainResource): RefusingIntegration {
  return { id: needed.id, type: "LEFT_OUT", description: describe(needed) };
}

/** The function of a URI, if the run leaves it out. */
export function absentFunction(uri: string, { functions }: Absent): PlainResource | undefined {
  return functions.find(({ outputs }) =>
    new RegExp(`/functions/${textOf(outputs.arn)}[:/]`).test(uri),
  );
}

/** Properties of an integration that are not emulated. */
const NOT_EMULATED = ["credentialsArn", "requestParameters", "responseParameters"];

/** @throws UserError for an integration through a VPC link, or with one of some properties. */
export function refuseNotEmulated(integration: PlainResource, properties: string[]): void {
  const { outputs } = integration;
  if (outputs.connectionType === "VPC_LINK")
    refuse(integration, "uses a VPC link, which is not emulated.");
  for (const property of properties)
    if (outputs[property]) refuse(integration, `sets ${property}, which is not emulated.`);
}

function buildIntegration(
  integration: PlainResource,
  responses: PlainResource[],
  functions: LambdaFunction[],
  stages: Stage[],
): Integration {
  const { id, outputs } = integration;
  const type = textOf(outputs.integrationType);
  refuseNotEmulated(integration, NOT_EMULATED);
  // CONVERT_TO_TEXT changes nothing: messages are texts, and binary ones close the connection.
  if ((outputs.contentHandlingStrategy ?? "CONVERT_TO_TEXT") !== "CONVERT_TO_TEXT")
    refuse(integration, "sets contentHandlingStrategy, which is not emulated.");
  if (type === "MOCK") return { id, type, ...mockAnswer(integration, responses) };
  if (type !== "AWS_PROXY") {
    refuse(integration, `has integrationType "${type}". AWS_PROXY and MOCK are emulated.`);
  }
  if (outputs.requestTemplates)
    refuse(integration, "sets requestTemplates, which is not emulated.");
  const called = targetOf(integration, "integrationUri", functions, stages);
  const timeoutMs = Number(outputs.timeoutMilliseconds ?? MAX_TIMEOUT_MS);
  if (timeoutMs < MIN_TIMEOUT_MS || timeoutMs > MAX_TIMEOUT_MS) {
    throw new UserError(
      "MODEL",
      `${describe(integration)} has timeoutMilliseconds ${timeoutMs}. Choose ${MIN_TIMEOUT_MS} to ${MAX_TIMEOUT_MS}.`,
    );
  }
  return { id, type, ...called, timeoutMs };
}

/**
 * The function that a URI names, in each stage another if it holds stage variables.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
 * @param property of the resource that holds the URI.
 * @throws UserError for what is no function of the program, and for a stage without the variable.
 */
export function targetOf(
  resource: PlainResource,
  property: string,
  functions: LambdaFunction[],
  stages: Stage[],
): FunctionTarget {
  const uri = textOf(resource.outputs[property]);
  const called = (text: string) => functionOf(resource, property, text, functions);
  if (!uri.includes("${stageVariables.") || stages.length === 0) return called(uri);
  const entries = stages.map(({ name: stage, variables }) => {
    const filled = uri.replaceAll(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => {
      if (variables[name] !== undefined) return variables[name];
      throw new UserError(
        "MODEL",
        `Stage "${stage}" has no variable "${name}", which ${property} of ${describe(resource)} names. Set stageVariables on the stage.`,
      );
    });
    return [stage, called(filled)] as const;
  });
  return { functionName: entries[0]![1].functionName, byStage: Object.fromEntries(entries) };
}

/**
 * The response of a mock integration: the status of its request template, `{"statusCode": 200}`, and the
 * template of the integration response for that status. Both must be plain text.
 */
function mockAnswer(integration: PlainResource, responses: PlainResource[]) {
  const request = templateOf(integration, integration.outputs.requestTemplates) ?? "";
  const statusCode = Number(/"?statusCode"?\s*:\s*(\d{3})/.exec(request)?.[1] ?? 200);
  const bodies = responses.map((response) => ({
    key: textOf(response.outputs.integrationResponseKey),
    body: templateOf(response, response.outputs.responseTemplates) ?? "",
  }));
  const chosen =
    bodies.find(({ key }) => matchesStatus(key, statusCode)) ??
    bodies.find(({ key }) => key === "$default");
  return { statusCode, body: chosen?.body ?? "" };
}

/** Whether the key of an integration response, for example `/2\d\d/`, matches a status. */
function matchesStatus(key: string, statusCode: number): boolean {
  const pattern = /^\/(.*)\/$/.exec(key)?.[1];
  return pattern !== undefined && new RegExp(`^(?:${pattern})$`).test(String(statusCode));
}

function templateOf(resource: PlainResource, templates: unknown): string | undefined {
  const [template] = Object.values((templates as Record<string, string> | undefined) ?? {});
  if (template && /[$#]/.test(template)) {
    refuse(resource, "has a mapping template, which is not emulated. Plain text is.");
  }
  return template;
}
