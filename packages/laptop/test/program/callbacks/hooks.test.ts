import { deepEqual, rejects } from "node:assert/strict";
import { evaluateText } from "../../support/program/evaluate-folder";
import { removeProgramFolders } from "../../support/program/program-folder";

const HOOK = `
  const hook = (name: string) => new pulumi.ResourceHook(name, (args) => {
    console.log(JSON.stringify([name, args.name, args.id !== "", args.newInputs?.fifoQueue, args.newOutputs?.arn]));
  });`;

describe("Hooks of a program", () => {
  after(removeProgramFolders);

  it("run before and after a resource is made, with what is known of it", async () => {
    const output: string[] = [];
    await evaluateText(
      `${HOOK}
      new aws.sqs.Queue("jobs", { name: "jobs.fifo", fifoQueue: true },
        { hooks: { beforeCreate: [hook("before")], afterCreate: [hook("after")], afterDelete: [hook("deleted")] } });`,
      output,
    );
    deepEqual(output, [
      '["before","jobs",false,true,null]',
      '["after","jobs",true,true,"arn:aws:sqs:us-east-1:123456789012:jobs.fifo"]',
    ]);
  });

  it("fail the program, before the resource is made and after", async () => {
    for (const when of ["before", "after"]) {
      const text = `
        const fails = new pulumi.ResourceHook("check", () => { throw new Error("no luck"); });
        new aws.sqs.Queue("jobs", {}, { hooks: { ${when}Create: [fails] } });`;
      await rejects(evaluateText(text), new RegExp(`${when} hook "check" failed: no luck`));
    }
  });
});
