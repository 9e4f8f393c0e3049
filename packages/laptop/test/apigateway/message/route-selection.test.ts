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

  const expressions: [expression: string, body: string, key: string][] = [
    ["$request.body.action", '{"action":"a"}', "a"],
    ["${request.body.action}", '{"action":"a"}', "a"],
    ["$request.body.a.b", '{"a":{"b":"c"}}', "c"],
    ["${request.body.a}-${request.body.b}", '{"a":"x","b":"y"}', "x-y"],
    ["${request.body.a}-${request.body.b}", '{"a":"x"}', "x-"],
    ["v${request.body.version}", '{"version":2}', "v2"],
    ["fixed", '{"action":"a"}', "fixed"],
    ["\\$default", '{"action":"a"}', "$default"],
    ["price in \\$: ${request.body.p}", '{"p":1}', "price in $: 1"],
    ["$request.body['a key']", '{"a key":"v"}', "v"],
    ['$request.body["a.b"].c', '{"a.b":{"c":"v"}}', "v"],
    ["$request.body.my-action", '{"my-action":"v"}', "v"],
    ["$request.body.list[1]", '{"list":["a","b"]}', "b"],
    ["$request.body.list[-1].id", '{"list":[{"id":1},{"id":2}]}', "2"],
    ["$request.body.list", '{"list":["a","b"]}', "[a, b]"],
    ["$request.body.list[*].id", '{"list":[{"id":"a"},{"id":"b"},{}]}', "[a, b]"],
    ["$request.body.list[0,2]", '{"list":["a","b","c"]}', "[a, c]"],
    ["$request.body.list[1:]", '{"list":["a","b","c"]}', "[b, c]"],
    ["$request.body..id", '{"id":1,"x":[{"id":2}]}', "[1, 2]"],
    ["$request.body..id..id", '{"x":{"id":{"id":1}}}', "[1]"],
    ["$request.body..*", '{"a":[1,1]}', "[[1, 1], 1, 1]"],
    ["$request.body.*", '{"a":1,"b":2}', "[1, 2]"],
    ["$request.body", '"a"', "a"],
    ["$request.body[0]", '["a"]', "a"],
    ["$request.body.on", '{"on":true}', "true"],
    ["$request.body.o", '{"o":{"a":1}}', '{"a":1}'],
    ["${request.body.a}", '{"a":"${request.body.b}","b":"c"}', "${request.body.b}"],
  ];
  for (const [expression, body, key] of expressions) {
    it(`selects ${key} by ${expression} of ${body}`, () => {
      assert.equal(selected(body, expression, ["$connect", "$default", key]), key);
    });
  }

  it("selects the route with an empty key when the expression finds nothing or null", () => {
    for (const body of ["{}", '{"action":null}'])
      assert.equal(selected(body, "$request.body.action", ["$default", ""]), "");
  });

  it("selects $default for JSON that is cut off or nested too deep", () => {
    const cutOff = `${"[".repeat(20_000)}1${"]".repeat(20_000)}`.slice(0, 30_000);
    const deep = `{"action":${"[".repeat(14_000)}${"]".repeat(14_000)}}`;
    for (const body of [cutOff, deep])
      assert.equal(selected(body, "$request.body.action", ["$default", ""]), "$default");
  });

  it("finds what is nested deeper than the stack", () => {
    const body = `${'{"a":'.repeat(20_000)}{"id":1}${"}".repeat(20_000)}`;
    assert.equal(selected(body, "$request.body..id", ["$default", "[1]"]), "[1]");
  });

  // Each takes minutes if a part of the message is visited or printed once for every part above it.
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}"x"${"}".repeat(depth)}`;
  const arrays = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const wide = `[${Array.from({ length: 8000 }, () => '{"a":1}').join()}]`;
  const expensive: [expression: string, body: string][] = [
    ["$request.body..a..a..a..a", nested(2000)],
    ["$request.body..*..*..*..*", arrays(2000)],
    ["$request.body..*..*..*..*", nested(20_000)],
    ["$request.body[*][*]..['a','b']..*..*", wide],
  ];
  for (const [expression, body] of expensive) {
    it(`finds $default by ${expression} of ${body.length} characters in proportional time`, () => {
      assert.equal(selected(body, expression, ["$default"]), "$default");
    });
  }
});
