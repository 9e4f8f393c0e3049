import { deepEqual } from "node:assert/strict";
import { evaluateText, named } from "../../support/program/evaluate-folder";
import { removeProgramFolders } from "../../support/program/program-folder";

const PROGRAM = `
  class Rooms extends pulumi.ComponentResource {
    constructor(name: string, options: pulumi.ComponentResourceOptions) {
      super("shop:index:Rooms", name, {}, options);
      new aws.sqs.Queue(name + "-jobs", {}, { parent: this });
      new aws.sqs.Queue("late", {}, { parent: this, aliases: [{ name: "slow" }] });
    }
  }
  new Rooms("rooms", { aliases: [{ name: "halls" }] });
  new aws.sqs.Queue("mails", {}, {
    aliases: [
      "urn:pulumi:dev::shop::aws:sqs/queue:Queue::letters",
      { name: "post", parent: pulumi.rootStackResource },
      { stack: "old", project: "store" },
    ],
    ignoreChanges: ["delaySeconds"],
  });`;

const URN = "urn:pulumi:dev::sample::";
const QUEUE = "aws:sqs/queue:Queue";

describe("The aliases of a resource", () => {
  after(removeProgramFolders);

  it("are the URNs that it may have had, with those of its parent", async () => {
    const evaluation = await evaluateText(PROGRAM);
    const aliasesOf = (name: string) => named(evaluation, "Queue", name).aliases;
    deepEqual(aliasesOf("mails"), [
      "urn:pulumi:dev::shop::aws:sqs/queue:Queue::letters",
      `${URN}${QUEUE}::post`,
      `urn:pulumi:old::store::${QUEUE}::mails`,
    ]);
    deepEqual(aliasesOf("rooms-jobs"), [`${URN}shop:index:Rooms$${QUEUE}::halls-jobs`]);
    deepEqual(aliasesOf("late"), [
      `${URN}shop:index:Rooms$${QUEUE}::slow`,
      `${URN}shop:index:Rooms$${QUEUE}::late`,
    ]);
    deepEqual(named(evaluation, "Queue", "mails").ignoreChanges, ["delaySeconds"]);
  });
});
