import { deepEqual, equal } from "node:assert/strict";
import { findHttpEndpoint, isForHttpApi } from "../../../src/apigateway/http/endpoint";
import { API_ID, httpApiOf } from "../../support/gateway/http-gateway";
import { modelOf, stageOf } from "../../support/models";

const LOCAL = "127.0.0.1:3000";

function found(host: string, url: string, parts: Parameters<typeof httpApiOf>[1] = {}) {
  const api = httpApiOf([], { stages: [stageOf("$default"), stageOf("live")], ...parts });
  const domains = [
    {
      domainName: "Shop.example.com",
      mappings: [
        { key: "", apiId: API_ID, stage: "$default" },
        { key: "v1", apiId: API_ID, stage: "live" },
      ],
    },
  ];
  const endpoint = findHttpEndpoint(modelOf({ httpApis: [api], domains }), host, url);
  if (!endpoint) return undefined;
  const { stage, domainPrefix, path, fullPath, routePath } = endpoint;
  return { stage: stage?.name, domainPrefix, path, fullPath, routePath };
}

const of = (stage: string | undefined, path: string, routePath = path) => ({
  stage,
  domainPrefix: API_ID,
  path,
  fullPath: path,
  routePath,
});

describe("The stage of a request to an HTTP API", () => {
  it("is found by the API's ID in the path", () => {
    deepEqual(found(LOCAL, `/${API_ID}/orders/1?live`), of("$default", "/orders/1"));
    deepEqual(found(LOCAL, `/${API_ID}`), of("$default", "/"));
    deepEqual(found(LOCAL, `/${API_ID}/live/orders`), of("live", "/live/orders", "/orders"));
    deepEqual(found(LOCAL, `/${API_ID}/live`), of("live", "/live", "/"));
  });

  it("is found by its own name in the path, but for $default", () => {
    deepEqual(found(LOCAL, "/live/orders"), of("live", "/live/orders", "/orders"));
    equal(found(LOCAL, "/orders"), undefined);
    equal(found(LOCAL, "/"), undefined);
  });

  it("is found by AWS's name for the API", () => {
    const host = `${API_ID}.execute-api.us-east-1.amazonaws.com`;
    deepEqual(found(host, "/orders"), of("$default", "/orders"));
    deepEqual(found(`${host}:443`, "/live/orders"), of("live", "/live/orders", "/orders"));
    equal(found("abcdefghij.execute-api.us-east-1.amazonaws.com", "/live/orders"), undefined);
  });

  it("is none where no stage has the path and there is no $default", () => {
    const stages = [stageOf("live")];
    deepEqual(found(LOCAL, `/${API_ID}/orders`, { stages }), of(undefined, "/orders"));
  });

  it("is found by the mapping with the longest key of a custom domain", () => {
    const domainPrefix = "shop";
    deepEqual(found("shop.example.com", "/orders"), {
      ...of("$default", "/orders"),
      domainPrefix,
    });
    deepEqual(found("shop.example.com:3000", "/v1/orders"), {
      ...of("live", "/orders"),
      fullPath: "/v1/orders",
      domainPrefix,
    });
    equal(found("shop.example.com", "/v10")?.stage, "$default");
  });

  it("is reached through custom domains only where the default endpoint is disabled", () => {
    const parts = { disableExecuteApiEndpoint: true };
    equal(found(LOCAL, `/${API_ID}/orders`, parts), undefined);
    equal(found("shop.example.com", "/v1/orders", parts)?.stage, "live");
  });

  it("owns a request to a disabled default endpoint, which is no WebSocket API's", () => {
    const parts = { disableExecuteApiEndpoint: true };
    const isFor = (host: string, url: string) =>
      isForHttpApi(modelOf({ httpApis: [httpApiOf([], parts)] }), host, url);
    equal(isFor(LOCAL, `/${API_ID}/orders?a=1`), true);
    equal(isFor(`${API_ID}.execute-api.us-east-1.amazonaws.com`, "/orders"), true);
    equal(isFor(LOCAL, "/dev"), false);
    equal(isFor("other.execute-api.us-east-1.amazonaws.com", "/orders"), false);
  });
});
