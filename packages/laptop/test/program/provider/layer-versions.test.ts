import { deepEqual } from "node:assert/strict";
import { evaluateText } from "../../support/program/evaluate-folder";
import { removeProgramFolders } from "../../support/program/program-folder";

describe("Layer versions", () => {
  after(removeProgramFolders);

  // https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
  it("of one layer are counted, each layer for itself", async () => {
    const { outputs } = await evaluateText(`
      const code = new pulumi.asset.AssetArchive({ "a.txt": new pulumi.asset.StringAsset("a") });
      const layer = (name: string, layerName: string, after?: pulumi.Resource) =>
        new aws.lambda.LayerVersion(name, { layerName, code }, { dependsOn: after ? [after] : [] });
      const one = layer("one", "common");
      const two = layer("two", "common", one);
      const other = layer("other", "another", one);
      export const versions = pulumi.all([one, two, other].map(({ version }) => version));
      export const arns = pulumi.all([one, two, other].map(({ arn }) => arn)).apply((all) =>
        all.map((arn) => arn.split(":").slice(-2).join(":")));`);
    deepEqual(outputs, {
      versions: ["1", "2", "1"],
      arns: ["common:1", "common:2", "another:1"],
    });
  });
});
