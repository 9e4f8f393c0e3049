import { specialArchiveSig, specialAssetSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import {
  accessLogsNoToken,
  authorizerLogsNoEvent,
  noJwtAuthorizer,
} from "../../../../policy/rules/authorization/tokens";
import {
  FUNCTION_ARN,
  lambdaFunction,
  LOG_GROUP_ARN,
  resourceOf,
  stage,
} from "../../support/resources";
import { describeRule, UNKNOWN } from "../../support/rule-table";

const route = resourceOf("apigatewayv2/route:Route", "connect", {
  routeKey: "$connect",
  authorizationType: "CUSTOM",
  authorizerId: "a1",
});

describeRule(noJwtAuthorizer, {
  compliant: [route],
  remedy:
    'Set authorizationType to "CUSTOM" with a REQUEST authorizer whose function verifies the token.',
  broken: [
    {
      that: "a JWT authorizer on $connect",
      change: { connect: { authorizationType: "JWT" } },
      says: ['Route "connect" asks for a JWT authorizer, and AWS has none for WebSocket APIs.'],
    },
    {
      that: "a JWT authorizer on a route of messages",
      change: { connect: { authorizationType: "JWT", routeKey: "send" } },
      says: ['Route "connect" asks for a JWT authorizer, and AWS has none for WebSocket APIs.'],
    },
    {
      that: "a JWT authorizer on a route of an HTTP API",
      change: { connect: { authorizationType: "JWT", routeKey: "GET /orders/{id}" } },
    },
    {
      that: "a type that is not known yet",
      change: { connect: { authorizationType: UNKNOWN } },
      waitsFor: ["authorizationType"],
    },
    {
      that: "a route key that is not known yet",
      change: { connect: { authorizationType: "JWT", routeKey: UNKNOWN } },
      waitsFor: ["routeKey"],
    },
  ],
});

const authorizer = resourceOf("apigatewayv2/authorizer:Authorizer", "guard", {
  authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`,
});
const written = (text: string) => ({
  "events-function": {
    code: {
      [specialSigKey]: specialArchiveSig,
      assets: { "index.js": { [specialSigKey]: specialAssetSig, text } },
    },
  },
});
const logs = (that: string, text: string) => ({
  that,
  change: written(text),
  says: ['Function "events-function" logs the event of an authorizer, in "index.js".'],
});
const quiet = (that: string, text: string) => ({ that, change: written(text) });

describeRule(authorizerLogsNoEvent, {
  compliant: [authorizer, lambdaFunction],
  remedy: "Log why a token is refused, and nothing of the token.",
  broken: [
    logs("a logged event", "exports.handler = async (event) => { console.log(event); };"),
    logs("an event as JSON", 'console.debug("asked", JSON.stringify(event, null, 2));'),
    logs("its headers", "console.log(event.headers)"),
    logs("a part of its query", "console.info(queryStringParameters.token);"),
    logs(
      "an event whose name was shortened",
      "h=async e=>{console.log(JSON.stringify(e));return a(e)}",
    ),
    logs("the same in a function", "async function h(t,n){console.log(t);return null}"),
    quiet("the reason alone", "console.log(`A token was refused: ${reason}.`);"),
    quiet("what is no secret", "console.log(event.methodArn, event.requestContext.stage);"),
    quiet("an error, in a handler", "h=async e=>{try{f(e)}catch(t){console.error(t.message)}}"),
    quiet("words", 'console.log("The event was refused.");'),
    quiet("words in a handler", 'h=async (event)=>{console.log("The event was refused");}'),
    quiet("words of a template", "h=async (e)=>{console.log(`Refused e, its headers ${why}`);}"),
    logs("an event in a template", "h=(event)=>{console.log(`asked ${JSON.stringify(event)}`)}"),
    logs("a spread event", "console.log({ at, ...event });"),
    logs("its headers, by a string", 'console.log(event["headers"]);'),
    {
      that: "a logged event in a function that no authorizer asks",
      change: { ...written("console.log(event)"), guard: { authorizerUri: "arn:other" } },
    },
    {
      that: "a logged event while an authorizer's function is not known yet",
      change: { ...written("console.log(event)"), guard: { authorizerUri: UNKNOWN } },
      waitsFor: ["authorizerUri"],
    },
  ],
});

const logging = (variable: string, says?: string) => ({
  that: variable,
  change: {
    stage: {
      accessLogSettings: { destinationArn: LOG_GROUP_ARN, format: `{"a":"${variable}"}` },
    },
  },
  ...(says !== undefined && { says: [`Stage "stage" logs tokens: its format has ${says}.`] }),
});

describeRule(accessLogsNoToken, {
  compliant: [stage],
  remedy: "Leave that variable out of accessLogSettings.format.",
  broken: [
    logging("$request.querystring.token", "$request.querystring.token"),
    logging(
      "$context.requestOverride.querystring.token",
      "$context.requestOverride.querystring.token",
    ),
    logging("$request.header.sec-websocket-protocol", "$request.header"),
    logging("$context.authorizer.token", "$context.authorizer.token"),
    logging("$context.authorizer.jwt", "$context.authorizer.jwt"),
    logging("$context.authorizer.principalId"),
    logging("$context.authorizer.tokenUse"),
    logging("$context.identity.sourceIp"),
    {
      that: "a format that is not known yet",
      change: { stage: { accessLogSettings: { destinationArn: "arn", format: UNKNOWN } } },
      waitsFor: ["accessLogSettings.format"],
    },
    { that: "no access log", change: { stage: { accessLogSettings: undefined } } },
  ],
});
