import { regionalName } from "../../shared/aws-names";
import { arn, gatewayArn, hash, iamArn, invokeArn, serviceOf } from "./identifiers";
import { EVENTS } from "./events";
import { ZONE_ID } from "./inert/names";
import { INERT } from "./inert/inert";
import { plain, type Properties, type Resource } from "../resource";
import { autoName, named, type Create, type Created, type Request } from "./request";

/**
 * Creates a resource as the AWS provider would: fills in its name and defaults and makes up its ID and
 * ARN. All follow from the URN, so that evaluating the program again gives the same ones.
 */
export function create(request: Request): Created {
  const { type, region, inputs, defaultTags } = request;
  const created = (CREATE[type] ?? EVENTS[type] ?? INERT[type] ?? anyResource)(request);
  if (!type.startsWith("aws:")) return created;
  const tags = { ...defaultTags, ...(inputs.tags as Record<string, string> | undefined) };
  const tagsAll = Object.keys(tags).length > 0 ? { tagsAll: tags } : {};
  const { id, defaults, computed } = created;
  return { id, defaults: { region, ...defaults }, computed: { ...tagsAll, ...computed } };
}

function anyResource(request: Request): Created {
  const name = autoName(request);
  return named(name, { arn: arn(request, serviceOf(request.type), name) });
}

const API = "aws:apigatewayv2/api:Api";
const LAYER_VERSION = "aws:lambda/layerVersion:LayerVersion";
const STAGE = "aws:apigatewayv2/stage:Stage";

const CREATE: Record<string, Create> = {
  "aws:dynamodb/table:Table": (request) => {
    const name = autoName(request);
    const tableArn = arn(request, "dynamodb", `table/${name}`);
    const streamLabel = "2026-01-01T00:00:00.000";
    const stream = request.inputs.streamEnabled
      ? { streamArn: `${tableArn}/stream/${streamLabel}`, streamLabel }
      : {};
    return named(name, { arn: tableArn, ...stream });
  },

  "aws:dynamodb/tableItem:TableItem": ({ urn, inputs }) => ({
    id: `${String(inputs.tableName)}|${String(inputs.hashKey)}|${hash(urn, 10)}`,
    defaults: {},
    computed: {},
  }),

  "aws:apigatewayv2/api:Api": (request) => {
    const id = hash(request.urn, 10);
    return {
      id,
      defaults: { name: autoName(request) },
      computed: {
        arn: gatewayArn(request, `/apis/${id}`),
        executionArn: arn(request, "execute-api", id),
        apiEndpoint: isWebSocket(request.inputs)
          ? `ws://${request.gatewayHost}`
          : `http://${request.gatewayHost}/${id}`,
      },
    };
  },

  "aws:apigatewayv2/stage:Stage": (request) => {
    const name = autoName(request);
    const api = request.find(API, ({ id }) => id === request.inputs.apiId);
    const isOfWebSockets = isProtocolOf(api, true);
    // Where several APIs of the kind have a stage of that name, the path names the API as well.
    const isTaken = request.find(STAGE, ({ outputs }) => {
      const { apiId } = outputs;
      if (outputs.name !== name || apiId === request.inputs.apiId) return false;
      return isProtocolOf(
        request.find(API, ({ id }) => id === apiId),
        isOfWebSockets,
      );
    });
    const path = isTaken ? `${api?.id}/${name}` : name;
    return named(name, {
      arn: gatewayArn(request, `/apis/${api?.id}/stages/${name}`),
      executionArn: `${String(api?.outputs.executionArn)}/${name}`,
      invokeUrl: isOfWebSockets
        ? `ws://${request.gatewayHost}/${path}`
        : `http://${request.gatewayHost}/${name === "$default" ? `${api?.id}/` : path}`,
    });
  },

  "aws:apigatewayv2/domainName:DomainName": (request) => {
    const domainName = String(request.inputs.domainName);
    const arn = gatewayArn(request, `/domainnames/${domainName}`);
    const domainNameConfiguration = {
      ...(request.inputs.domainNameConfiguration as object | undefined),
      targetDomainName: `d-${hash(request.urn, 10)}.execute-api.${regionalName(request.region)}`,
      hostedZoneId: ZONE_ID,
    };
    return { id: domainName, defaults: {}, computed: { arn, domainNameConfiguration } };
  },
  "aws:apigatewayv2/apiMapping:ApiMapping": plainId,

  "aws:apigatewayv2/integration:Integration": plainId,
  "aws:apigatewayv2/route:Route": plainId,
  "aws:apigatewayv2/deployment:Deployment": plainId,
  "aws:apigatewayv2/routeResponse:RouteResponse": plainId,
  "aws:apigatewayv2/integrationResponse:IntegrationResponse": plainId,
  "aws:apigatewayv2/authorizer:Authorizer": plainId,

  "aws:sqs/queue:Queue": (request) => {
    const isFifo = request.inputs.fifoQueue === true && typeof request.inputs.name !== "string";
    const name = `${autoName(request)}${isFifo ? ".fifo" : ""}`;
    const url = `https://sqs.${regionalName(request.region)}/${request.accountId}/${name}`;
    return {
      id: url,
      defaults: { name },
      computed: { arn: arn(request, "sqs", name), url },
    };
  },

  "aws:lambda/function:Function": (request) => {
    const name = autoName(request);
    const functionArn = arn(request, "lambda", `function:${name}`);
    const version = request.inputs.publish === true ? "1" : "$LATEST";
    const qualifiedArn = `${functionArn}:${version}`;
    return {
      ...named(name, {
        arn: functionArn,
        qualifiedArn,
        invokeArn: invokeArn(request, functionArn),
        qualifiedInvokeArn: invokeArn(request, qualifiedArn),
        version,
      }),
      // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
      defaults: { name, memorySize: 128, timeout: 3, architectures: ["x86_64"] },
    };
  },

  [LAYER_VERSION]: (request) => {
    const layerArn = arn(request, "lambda", `layer:${String(request.inputs.layerName)}`);
    let version = 1;
    while (request.find(LAYER_VERSION, ({ id }) => id === `${layerArn}:${version}`)) version++;
    const versionArn = `${layerArn}:${version}`;
    const computed = { arn: versionArn, layerArn, version: String(version) };
    return { id: versionArn, defaults: {}, computed };
  },

  "aws:lambda/alias:Alias": (request) => {
    // A name or an ARN, which may name a version.
    const functionName = String(request.inputs.functionName).replace(/(:function:[^:]+):.*$/, "$1");
    const target = request.find(
      "aws:lambda/function:Function",
      ({ outputs }) => outputs.name === functionName || outputs.arn === functionName,
    );
    const name = autoName(request);
    const aliasArn = `${String(target?.outputs.arn ?? functionName)}:${name}`;
    return named(name, { arn: aliasArn, invokeArn: invokeArn(request, aliasArn) });
  },

  "aws:lambda/permission:Permission": (request) => {
    const statementId = (request.inputs.statementId as string | undefined) ?? autoName(request);
    return { id: statementId, defaults: { statementId }, computed: {} };
  },

  "aws:iam/role:Role": (request) => {
    const name = autoName(request);
    return named(name, {
      arn: iamArn(request, "role", name, request.inputs.path),
      uniqueId: `AROA${hash(request.urn, 16).toUpperCase()}`,
    });
  },

  "aws:iam/policy:Policy": (request) => {
    const name = autoName(request);
    const policyArn = iamArn(request, "policy", name, request.inputs.path);
    return { id: policyArn, defaults: { name }, computed: { arn: policyArn } };
  },

  "aws:iam/rolePolicy:RolePolicy": (request) => {
    const name = autoName(request);
    return { id: `${String(request.inputs.role)}:${name}`, defaults: { name }, computed: {} };
  },

  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (request) => ({
    id: autoName(request),
    defaults: {},
    computed: {},
  }),

  "aws:cloudwatch/logGroup:LogGroup": (request) => {
    const name = autoName(request);
    return named(name, { arn: arn(request, "logs", `log-group:${name}`) });
  },
};

function isWebSocket({ protocolType }: Properties): boolean {
  return protocolType === "WEBSOCKET";
}

/** Whether an API is one of WebSockets, or of HTTP. An API that the program does not declare counts as the first. */
function isProtocolOf(api: Resource | undefined, isOfWebSockets: boolean): boolean {
  return (!api || isWebSocket(plain(api.inputs) as Properties)) === isOfWebSockets;
}

function plainId({ urn }: Request): Created {
  return { id: hash(urn, 7), defaults: {}, computed: {} };
}
