import assert from "node:assert/strict";
import { buildModel } from "../../../src/model/build";
import { CODE, Declared, SURROUNDINGS } from "../../support/program/declared";
import { notEmulated } from "../../support/program/not-emulated";

describe("an integration", () => {
  for (const timeoutMilliseconds of [49, 29_001]) {
    it(`with a timeout of ${timeoutMilliseconds} ms is refused, as on AWS`, () => {
      assert.throws(() => buildModel(integrationOf({ timeoutMilliseconds }), SURROUNDINGS), {
        message: `aws:apigatewayv2/integration:Integration "to-own" has timeoutMilliseconds ${timeoutMilliseconds}. Choose 50 to 29000.`,
      });
    });
  }

  for (const integrationType of ["AWS", "HTTP", "HTTP_PROXY"]) {
    it(`of type ${integrationType} is refused`, () => {
      assert.throws(
        () => buildModel(integrationOf({ integrationType }), SURROUNDINGS),
        notEmulated(
          `aws:apigatewayv2/integration:Integration "to-own" has integrationType "${integrationType}". AWS_PROXY and MOCK are emulated.`,
        ),
      );
    });
  }
  for (const [property, value] of [
    ["contentHandlingStrategy", "CONVERT_TO_BINARY"],
    ["credentialsArn", "arn:aws:iam::123456789012:role/gateway"],
    ["requestTemplates", { $default: "{}" }],
    ["requestParameters", { "integration.request.header.Sec-WebSocket-Version": "'0'" }],
  ] as const) {
    it(`that sets ${property} is refused`, () => {
      assert.throws(
        () => buildModel(integrationOf({ [property]: value }), SURROUNDINGS),
        notEmulated(
          `aws:apigatewayv2/integration:Integration "to-own" sets ${property}, which is not emulated.`,
        ),
      );
    });
  }

  // https://www.pulumi.com/registry/packages/aws/api-docs/apigatewayv2/integration/#lambda-integration
  it("of the provider's own example runs", () => {
    const properties = {
      connectionType: "INTERNET",
      contentHandlingStrategy: "CONVERT_TO_TEXT",
      description: "Lambda example",
      integrationMethod: "POST",
      passthroughBehavior: "WHEN_NO_MATCH",
    };
    assert.doesNotThrow(() => buildModel(integrationOf(properties), SURROUNDINGS));
  });
});

/** A program with one integration. */
function integrationOf(properties: object) {
  const declared = new Declared();
  const code = { code: CODE, runtime: "nodejs24.x", handler: "index.handler" };
  const { outputs } = declared.add("aws:lambda/function:Function", "own", code);
  const api = declared.add("aws:apigatewayv2/api:Api", "api", { protocolType: "WEBSOCKET" });
  declared.add("aws:apigatewayv2/integration:Integration", "to-own", {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: outputs.invokeArn,
    ...properties,
  });
  return declared.evaluation;
}
