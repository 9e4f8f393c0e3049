import assert from "node:assert/strict";
import { selectRoute } from "../../../src/apigateway/message/route-selection";
import { apiOf } from "../../support/models";

const ROUTE_KEYS = ["$connect", "$disconnect", "$default", "echo", "Echo", "7", "true"];

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html */
describe("selectRoute", () => {
  const selected = (body: string, expression = "$request.body.action", routeKeys = ROUTE_KEYS) =>
    selectRoute(apiOf(routeKeys, { routeSelectionExpression: expression }), body)?.routeKey;

  const messages: [fact: string, body: string, routeKey: string][] = [
    ["the route whose key equals the value", `{"action":"echo"}`, "echo"],
    ["by upper and lower case", `{"action":"Echo"}`, "Echo"],
    ["$default when no route key matches", `{"action":"ECHO"}`, "$default"],
    ["$default when the message has no such field", `{"other":"echo"}`, "$default"],
    ["$default for an empty value", `{"action":""}`, "$default"],
    ["$default for null", `{"action":null}`, "$default"],
    ["$default for what is not JSON", "echo", "$default"],
    ["$default for an empty message", "", "$default"],
    ["$default for JSON that is no object", `"echo"`, "$default"],
    ["$default for a JSON array", `["echo"]`, "$default"],
    ["$default for a number alone", "7", "$default"],
    ["$default for the value $default", `{"action":"$default"}`, "$default"],
    ["$default, never $connect", `{"action":"$connect"}`, "$default"],
    ["$default, never $disconnect", `{"action":"$disconnect"}`, "$default"],
    ["by a number", `{"action":7}`, "7"],
    ["by a boolean", `{"action":true}`, "true"],
    ["by the last of equal fields", `{"action":"other","action":"echo"}`, "echo"],
    ["$default for what every object inherits", `{"action":{"constructor":1}}`, "$default"],
  ];
  for (const [fact, body, routeKey] of messages) {
    it(`selects ${fact}`, () => assert.equal(selected(body), routeKey));
  }

  it("selects by a field within a field", () => {
    const body = `{"message":{"action":"echo"},"action":"7"}`;
    assert.equal(selected(body, "$request.body.message.action"), "echo");
    assert.equal(selected(`{"message":"echo"}`, "$request.body.message.action"), "$default");
  });

  it("selects by an expression in braces", () => {
    assert.equal(selected(`{"action":"echo"}`, "${request.body.action}"), "echo");
  });

  it("selects nothing when no route key matches and there is no $default", () => {
    const body = `{"action":"none"}`;
    assert.equal(selected(body, "$request.body.action", ["$connect", "echo"]), undefined);
    assert.equal(selected("none", "$request.body.action", ["$connect", "echo"]), undefined);
    const connect = `{"action":"$connect"}`;
    assert.equal(selected(connect, "$request.body.action", ["$connect"]), undefined);
  });

  it("does not take a field that every object inherits for one of the message", () => {
    const routeKeys = ["$default", "function Object() { [native code] }", "Object"];
    assert.equal(selected("{}", "$request.body.constructor", routeKeys), "$default");
    assert.equal(selected("{}", "$request.body.constructor.name", routeKeys), "$default");
  });
});
