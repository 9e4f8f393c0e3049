import type { Resource } from "../../../../policy/rule";
import {
  keepsConnections,
  keepsRoutes,
  keepsTable,
} from "../../../../policy/rules/changes/changes";
import type { Properties } from "../../../../policy/properties/values";
import { describeRule, UNKNOWN } from "../../support/rule-table";
import { resourceOf } from "../../support/resources";

const of = (type: string, name: string, props: Properties, dependencies: string[] = []) => ({
  ...resourceOf(type, name, props),
  dependencies,
});
const renamed = ({ urn }: Resource) => ({ aliases: [urn], ignoreChanges: [] });

const api = of("apigatewayv2/api:Api", "websockets", {
  protocolType: "WEBSOCKET",
  routeSelectionExpression: "$request.body.action",
});
const inApi = [api.urn];
const stage = of("apigatewayv2/stage:Stage", "stage", { name: "prod" }, inApi);
const before = of("apigatewayv2/stage:Stage", "before", { name: "prod" }, inApi);
const route = (name: string, routeKey: string) =>
  of("apigatewayv2/route:Route", name, { routeKey }, inApi);
const routes = [route("send", "send"), route("other", "$default"), route("join", "$connect")];
const table = of("dynamodb/table:Table", "connections", {
  name: "connections-1a2b3c4",
  hashKey: "connectionId",
  localSecondaryIndexes: [{ name: "byUser", rangeKey: "user", projectionType: "ALL" }],
});
const other = of("apigatewayv2/api:Api", "other", { protocolType: "WEBSOCKET" });
const http = of("apigatewayv2/api:Api", "http", { protocolType: "HTTP" });

const CUT = "Every connection is cut, and the URL changes.";

describeRule(keepsConnections, {
  compliant: [api, stage],
  remedy:
    "Undo the change, or keep a renamed resource with the option aliases. Where the rule is mandatory, policy:levels can make it advisory.",
  broken: [
    { that: "what stays", change: {}, previous: [api, stage] },
    {
      that: "an API of another protocol, and says nothing of its stage",
      change: { websockets: { protocolType: "HTTP" } },
      previous: [api, stage],
      says: [
        `Api "websockets" is replaced, because protocolType changes from "WEBSOCKET" to "HTTP". ${CUT}`,
      ],
    },
    {
      that: "an API that is gone",
      change: {},
      previous: [api, other],
      says: [`Api "other" is deleted. ${CUT}`],
    },
    { that: "an HTTP API that is gone, which holds no connection", change: {}, previous: [http] },
    {
      that: "a stage with another name",
      change: { stage: { name: "live" } },
      previous: [api, stage],
      says: [`Stage "stage" is replaced, because name changes from "prod" to "live". ${CUT}`],
    },
    {
      that: "a stage in another region",
      change: { stage: { region: "eu-west-1" } },
      previous: [api, { ...stage, props: { ...stage.props, region: "us-east-1" } }],
      says: [
        `Stage "stage" is replaced, because region changes from "us-east-1" to "eu-west-1". ${CUT}`,
      ],
    },
    {
      that: "a region that the last deployment did not say",
      change: { stage: { region: "eu-west-1" } },
      previous: [api, stage],
    },
    {
      that: "a stage that moves to another API",
      change: { stage: { dependencies: [other.urn] } },
      previous: [api, stage],
      says: [`Stage "stage" is replaced, because it moves to another API. ${CUT}`],
    },
    {
      that: "a stage that has another name in the program, with an alias",
      change: { live: { type: stage.type, name: "prod", options: renamed(before) } },
      previous: [api, before],
    },
    {
      that: "a stage that has another name in the program, without one",
      change: { live: { type: stage.type, name: "prod" } },
      previous: [api, before],
      says: [`Stage "before" is deleted. ${CUT}`],
    },
    {
      that: "a change that the program ignores",
      change: { stage: { name: "live", options: { aliases: [], ignoreChanges: ["name"] } } },
      previous: [api, stage],
    },
    {
      that: "a stage's name",
      change: { stage: { name: UNKNOWN } },
      previous: [api, stage],
      waitsFor: ["name"],
    },
  ],
});

describeRule(keepsRoutes, {
  compliant: [api, ...routes],
  remedy:
    "Keep the route until nobody sends to it. Where the rule is mandatory, policy:levels can make it advisory.",
  broken: [
    { that: "what stays", change: {}, previous: [api, ...routes] },
    {
      that: "a route key that is gone while $default stays",
      change: {},
      previous: [api, route("old", "leave"), ...routes],
      says: ['Route "old" leaves nothing for "leave". Such messages go to $default.'],
    },
    {
      that: "$default that is gone",
      change: { other: { routeKey: "other" } },
      previous: [api, ...routes],
      says: ['Route "other" leaves nothing for "$default". Such messages are refused.'],
    },
    {
      that: "a route key that is gone where no $default is",
      change: { other: { routeKey: "other" }, send: { routeKey: "say" } },
      previous: [api, routes[0]!],
      says: ['Route "send" leaves nothing for "send". Such messages are refused.'],
    },
    {
      that: "$connect that is gone",
      change: { join: { routeKey: "join" } },
      previous: [api, ...routes],
      says: ['Route "join" leaves nothing for "$connect". Nothing handles that event any more.'],
    },
    {
      that: "a route key that another route has now",
      change: {
        send: { routeKey: "say" },
        other: { routeKey: "send" },
        rest: { type: routes[0]!.type, routeKey: "$default" },
      },
      previous: [api, routes[0]!, routes[1]!],
    },
    {
      that: "a route key of an API that is gone: its connections are too",
      change: {},
      previous: [api, ...routes, other, { ...route("x", "x"), dependencies: [other.urn] }],
    },
    {
      that: "a route key",
      change: { send: { routeKey: UNKNOWN } },
      previous: [api, ...routes],
      waitsFor: ["routeKey"],
    },
    {
      that: "another route selection expression",
      change: { websockets: { routeSelectionExpression: "$request.body.type" } },
      previous: [api, ...routes],
      says: [
        'Api "websockets" selects routes by "$request.body.type" instead of "$request.body.action". Messages of open connections take other routes.',
      ],
    },
    {
      that: "the route selection expression",
      change: { websockets: { routeSelectionExpression: UNKNOWN } },
      previous: [api],
      waitsFor: ["routeSelectionExpression"],
    },
  ],
});

const LOST = "Its items are lost. Connections in it stay open and get no broadcasts.";

describeRule(keepsTable, {
  compliant: [table],
  remedy:
    "Undo the change, or keep a renamed table with the option aliases. Where the rule is mandatory, policy:levels can make it advisory.",
  broken: [
    { that: "what stays", change: {}, previous: [table] },
    {
      that: "another partition key",
      change: { connections: { hashKey: "id" } },
      previous: [table],
      says: [
        `Table "connections" is replaced, because hashKey changes from "connectionId" to "id". ${LOST}`,
      ],
    },
    {
      that: "a sort key that was not there",
      change: { connections: { rangeKey: "room" } },
      previous: [table],
      says: [
        `Table "connections" is replaced, because rangeKey changes from nothing to "room". ${LOST}`,
      ],
    },
    {
      that: "another name in AWS",
      change: { connections: { name: "connections" } },
      previous: [table],
      says: [
        `Table "connections" is replaced, because name changes from "connections-1a2b3c4" to "connections". ${LOST}`,
      ],
    },
    {
      that: "empty values and another order, which the provider writes",
      change: {
        connections: {
          rangeKey: "",
          importTable: null,
          restoreToLatestTime: false,
          localSecondaryIndexes: [
            { projectionType: "ALL", nonKeyAttributes: [], rangeKey: "user", name: "byUser" },
          ],
        },
      },
      previous: [table],
    },
    {
      that: "settings that change in place",
      change: { connections: { billingMode: "PROVISIONED", ttl: { enabled: false } } },
      previous: [table],
    },
    {
      that: "a table that is gone",
      change: {},
      previous: [table, of("dynamodb/table:Table", "rooms", { hashKey: "room" })],
      says: [`Table "rooms" is deleted. ${LOST}`],
    },
    {
      that: "a partition key",
      change: { connections: { hashKey: UNKNOWN } },
      previous: [table],
      waitsFor: ["hashKey"],
    },
  ],
});
