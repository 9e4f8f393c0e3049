import { deepEqual } from "node:assert/strict";
import { evaluateText, named } from "../../support/program/evaluate-folder";
import { removeProgramFolders } from "../../support/program/program-folder";

describe("The addresses of APIs and stages", function () {
  after(removeProgramFolders);

  it("are on this machine: of an HTTP API by its ID, of stages by their names", async () => {
    const evaluation = await evaluateText(`
      const api = new aws.apigatewayv2.Api("http", { protocolType: "HTTP" });
      const stage = new aws.apigatewayv2.Stage("live", { apiId: api.id, name: "live" });
      const main = new aws.apigatewayv2.Stage("default", { apiId: api.id, name: "$default" });
      export const urls = [api.apiEndpoint, stage.invokeUrl, main.invokeUrl];`);
    const { id } = named(evaluation, "Api", "http");
    const [endpoint, ...stages] = evaluation.outputs.urls as string[];
    const [, origin] = /^(http:\/\/[^/]+)\/\w+$/.exec(endpoint!) ?? [];
    deepEqual([endpoint, ...stages], [`${origin}/${id}`, `${origin}/live`, `${origin}/${id}/`]);
  });

  it("name the API where several of a kind have a stage of a name", async () => {
    const evaluation = await evaluateText(`
      const stageOf = (name: string, protocolType: string) => {
        const api = new aws.apigatewayv2.Api(name, {
          protocolType,
          routeSelectionExpression: "$request.body.action",
        });
        return new aws.apigatewayv2.Stage(name, { apiId: api.id, name: "live" }).invokeUrl;
      };
      export const urls = [
        stageOf("sockets", "WEBSOCKET"),
        stageOf("http", "HTTP"),
        stageOf("other-sockets", "WEBSOCKET"),
        stageOf("other-http", "HTTP"),
      ];`);
    const urls = (evaluation.outputs.urls as string[]).map((url) => url.replace(/\/\/[^/]+/, ""));
    const idOf = (name: string) => named(evaluation, "Api", name).id;
    deepEqual(urls, [
      "ws:/live",
      "http:/live",
      `ws:/${idOf("other-sockets")}/live`,
      `http:/${idOf("other-http")}/live`,
    ]);
  });
});
