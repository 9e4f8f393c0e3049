import { deepEqual, equal, rejects } from "node:assert/strict";
import { SECRET, SIGNATURE_KEY } from "../../../src/program/marks";
import { evaluateText, named } from "../../support/program/evaluate-folder";
import { removeProgramFolders } from "../../support/program/program-folder";
import { programFolder } from "../../support/program/program-folder";
import { startStage } from "../../support/stage";

const CLUSTER = `
class Cluster extends pulumi.ComponentResource {
  constructor(name: string) {
    super("eks:index:Cluster", name, {}, {}, true);
  }
  getKubeconfig() {
    return pulumi.runtime.call("eks:index:Cluster/getKubeconfig", { __self__: this }, this);
  }
}`;

describe("What a program declares of a provider that is not emulated", function () {
  after(removeProgramFolders);

  it("is refused with the way to run the rest, methods included", async () => {
    const program = programFolder({
      "index.ts": `import * as pulumi from "@pulumi/pulumi";\n${CLUSTER}
        const cluster = new Cluster("workers");
        export const config = cluster.getKubeconfig();`,
    });
    await rejects(startStage({ program }), {
      code: "NOT_EMULATED",
      message:
        'eks:index:Cluster "workers": not emulated on a laptop. To run the program without it, add --without eks:index:Cluster, or by name --without workers. In Pulumi.dev.yaml, "laptop:without" lists the same.',
    });
  });

  it("refuses a method of a resource that is not in the program", async () => {
    const text = `pulumi.runtime.call("eks:index:Cluster/getKubeconfig", { __self__: "other" });`;
    await rejects(
      evaluateText(text),
      /The method eks:index:Cluster\/getKubeconfig is of no resource that this program declares\./,
    );
  });
});

describe("Outputs that a program makes secret", () => {
  after(removeProgramFolders);

  // https://www.pulumi.com/docs/iac/concepts/resources/options/additionalsecretoutputs/
  it("are secret for the program, and to whom it gives them", async () => {
    const evaluation = await evaluateText(`
      const queue = new aws.sqs.Queue("jobs", { name: "jobs" }, { additionalSecretOutputs: ["arn"] });
      new aws.ssm.Parameter("arn", { type: "String", value: queue.arn, name: queue.name });
      export const secrets = pulumi.all([pulumi.isSecret(queue.arn), pulumi.isSecret(queue.name)]);`);
    deepEqual(evaluation.outputs, { secrets: [true, false] });
    const { value } = named(evaluation, "Parameter", "arn").inputs as { value: object };
    equal((value as Record<string, unknown>)[SIGNATURE_KEY], SECRET);
  });
});
