import { deepEqual, equal } from "node:assert/strict";
import { selectRoute } from "../../../src/apigateway/http/select-route";
import { httpRouteOf } from "../../support/gateway/http-gateway";

/** The example of AWS: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
const EXAMPLE = [
  "GET /pets/dog/1",
  "GET /pets/dog/{id}",
  "GET /pets/{proxy+}",
  "ANY /{proxy+}",
  "$default",
];

function selected(routeKeys: string[], method: string, path: string) {
  const found = selectRoute(
    routeKeys.map((key) => httpRouteOf(key)),
    method,
    path,
  );
  return found && { routeKey: found.route.routeKey, pathParameters: found.pathParameters };
}

describe("The route of a request to an HTTP API", () => {
  for (const [method, path, routeKey] of [
    ["GET", "/pets/dog/1", "GET /pets/dog/1"],
    ["GET", "/pets/dog/2", "GET /pets/dog/{id}"],
    ["GET", "/pets/cat/1", "GET /pets/{proxy+}"],
    ["POST", "/test/5", "ANY /{proxy+}"],
    ["GET", "/", "$default"],
  ] as const) {
    it(`is ${routeKey} for ${method} ${path}, whatever the order of the routes`, () => {
      equal(selected(EXAMPLE, method, path)?.routeKey, routeKey);
      equal(selected([...EXAMPLE].reverse(), method, path)?.routeKey, routeKey);
    });
  }

  it("has the values of its variables, decoded", () => {
    deepEqual(selected(["GET /a/{x}/b/{y}"], "GET", "/a/1%202/b/%C3%A9"), {
      routeKey: "GET /a/{x}/b/{y}",
      pathParameters: { x: "1 2", y: "é" },
    });
    deepEqual(selected(["ANY /files/{path+}"], "PUT", "/files/a/b%2Fc")?.pathParameters, {
      path: "a/b/c",
    });
    equal(selected(["$default"], "PUT", "/files")?.pathParameters, undefined);
  });

  it("needs a value for each variable", () => {
    equal(selected(["GET /pets/{proxy+}", "GET /dogs/{id}"], "GET", "/pets"), undefined);
    equal(selected(["GET /pets/{proxy+}", "GET /dogs/{id}"], "GET", "/dogs/"), undefined);
  });

  it("is none of another method or case", () => {
    equal(selected(["GET /pets"], "POST", "/pets"), undefined);
    equal(selected(["GET /pets"], "GET", "/Pets"), undefined);
  });

  it("is the one with the longer text where both are greedy", () => {
    const keys = ["GET /{proxy+}", "GET /pets/{proxy+}"];
    equal(selected(keys, "GET", "/pets/1")?.routeKey, "GET /pets/{proxy+}");
  });

  it("is that of the request's method where another has ANY", () => {
    equal(selected(["ANY /pets", "GET /pets"], "GET", "/pets")?.routeKey, "GET /pets");
    equal(selected(["ANY /pets", "GET /pets"], "PUT", "/pets")?.routeKey, "ANY /pets");
  });

  it("is the one with the whole path where a greedy one has the request's method", () => {
    const keys = ["GET /{proxy+}", "ANY /pets/dog"];
    equal(selected(keys, "GET", "/pets/dog")?.routeKey, "ANY /pets/dog");
  });
});
