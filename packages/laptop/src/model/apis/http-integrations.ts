import { UserError } from "../../shared/errors";
import { arnOf, placeOfArn } from "../../shared/aws-names";
import { describe, refuse, textOf, type OfType, type PlainResource } from "../declared";
import type { HttpIntegration, LambdaFunction, PayloadFormat, Stage } from "../model";
import {
  absentFunction,
  integrationLeftOut,
  refuseNotEmulated,
  targetOf,
  type Absent,
} from "./integrations";

/**
 * The integration timeouts that an HTTP API accepts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const MIN_TIMEOUT_MS = 50;
const MAX_TIMEOUT_MS = 30_000;

const INTEGRATION = "aws:apigatewayv2/integration:Integration";

/** The integrations of one HTTP API, by ID. */
export function buildHttpIntegrations(
  ofApi: OfType,
  functions: LambdaFunction[],
  stages: Stage[],
  absent: Absent,
): Map<string, HttpIntegration> {
  return new Map([
    ...ofApi(INTEGRATION).map((declared) => {
      const integration = withInvokeUri(declared, "integrationUri");
      const called = absentFunction(textOf(integration.outputs.integrationUri), absent);
      const built = called
        ? integrationLeftOut(called)
        : buildIntegration(integration, functions, stages);
      return [declared.id, built] as const;
    }),
    ...absent.ofApi(INTEGRATION).map((each) => [each.id, integrationLeftOut(each)] as const),
  ]);
}

/** The integration that quick create makes of the API's `target`. */
export function quickIntegration(
  api: PlainResource,
  functions: LambdaFunction[],
  absent: PlainResource[],
): HttpIntegration {
  const integration = withInvokeUri(api, "target");
  const uri = textOf(integration.outputs.target);
  if (/^https?:/.test(uri))
    refuse(api, `has the target "${uri}", a request over HTTP, which is not emulated.`);
  const called = absentFunction(uri, { ofApi: () => [], functions: absent });
  if (called) return integrationLeftOut(called);
  const { functionName, qualifier } = targetOf(integration, "target", functions, []);
  const target = { functionName, ...(qualifier !== undefined && { qualifier }) };
  // Unconfirmed [http-quick-create-format]: the integration of quick create has payload format 2.0.
  return { id: api.id, type: "AWS_PROXY", ...target, timeoutMs: MAX_TIMEOUT_MS, format: "2.0" };
}

/** HTTP APIs take the ARN of a function in place of the URI that invokes it. */
export function withInvokeUri(resource: PlainResource, property: string): PlainResource {
  const uri = textOf(resource.outputs[property]);
  if (!/^arn:[^:]+:lambda:/.test(uri)) return resource;
  const { region } = placeOfArn(uri);
  const path = `path/2015-03-31/functions/${uri}/invocations`;
  const invokeUri = arnOf("apigateway", { region, accountId: "lambda" }, path);
  return { ...resource, outputs: { ...resource.outputs, [property]: invokeUri } };
}

/** @throws UserError for a format that AWS does not have. */
export function formatOf(
  resource: PlainResource,
  property: string,
  byDefault: PayloadFormat,
): PayloadFormat {
  const format = resource.outputs[property] ?? byDefault;
  if (format === "1.0" || format === "2.0") return format;
  throw new UserError(
    "MODEL",
    `${describe(resource)} has ${property} "${String(format)}". Choose "1.0" or "2.0".`,
  );
}

/** Properties of an integration that are not emulated. */
const NOT_EMULATED = [
  "credentialsArn",
  "integrationSubtype",
  "requestParameters",
  "responseParameters",
  "tlsConfig",
];

function buildIntegration(
  integration: PlainResource,
  functions: LambdaFunction[],
  stages: Stage[],
): HttpIntegration {
  const { id, outputs } = integration;
  const type = textOf(outputs.integrationType);
  refuseNotEmulated(integration, NOT_EMULATED);
  if (type !== "AWS_PROXY") {
    refuse(
      integration,
      `has integrationType "${type}". AWS_PROXY with a function is emulated for HTTP APIs.`,
    );
  }
  const timeoutMs = Number(outputs.timeoutMilliseconds ?? MAX_TIMEOUT_MS);
  if (timeoutMs < MIN_TIMEOUT_MS || timeoutMs > MAX_TIMEOUT_MS) {
    throw new UserError(
      "MODEL",
      `${describe(integration)} has timeoutMilliseconds ${timeoutMs}. Choose ${MIN_TIMEOUT_MS} to ${MAX_TIMEOUT_MS}.`,
    );
  }
  const called = targetOf(integration, "integrationUri", functions, stages);
  const format = formatOf(integration, "payloadFormatVersion", "1.0");
  return { id, type, ...called, timeoutMs, format };
}
