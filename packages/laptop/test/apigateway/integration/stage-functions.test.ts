import { deepEqual } from "node:assert/strict";
import { connectTo } from "../../support/connection";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import { apiOf, stageOf } from "../../support/models";

describe("A function that a stage variable names", () => {
  let gateway: TestGateway;
  afterEach(() => gateway.close());

  it("is another in each stage, for integrations and authorizers", async () => {
    const api = apiOf(["$connect"], { stages: [stageOf("dev"), stageOf("prod")] });
    const connect = api.routes.get("$connect")!;
    const byStage = {
      dev: { functionName: "events" },
      prod: { functionName: "events-prod" },
    };
    connect.integration = {
      id: "1",
      type: "AWS_PROXY",
      functionName: "events",
      byStage,
      timeoutMs: 29_000,
    };
    connect.authorization = {
      type: "CUSTOM",
      authorizer: {
        id: "abc123",
        functionName: "guard",
        byStage: { prod: { functionName: "guard-prod" } },
        identitySources: [],
      },
    };
    gateway = await startTestGateway({ api });
    for (const stage of ["dev", "prod"])
      await (await connectTo(`ws://${gateway.host}/${stage}`)).close();
    deepEqual(
      gateway.all("apigateway.invoke").map((invoked) => invoked.function),
      ["guard", "events", "guard-prod", "events-prod"],
    );
  });
});
