"use strict";
const { PolicyPack } = require("@pulumi/policy");

// A pack may be made by a function, and may read the stack's configuration and the program's output.
module.exports = () => {
  const { "shop:most": most = "1" } = JSON.parse(process.env.PULUMI_CONFIG);
  console.log(`at most ${most}`);
  new PolicyPack("javascript", {
    policies: [
      {
        name: "few-queues",
        description: "A stack has few queues.",
        enforcementLevel: "advisory",
        validateStack: ({ resources }, report) => {
          const queues = resources.filter(({ type }) => type === "aws:sqs/queue:Queue");
          if (queues.length > Number(most))
            report(`It has ${queues.length}.`, queues.map(({ urn }) => urn).sort()[0]);
        },
      },
      {
        name: "region",
        description: "The provider has the region of the stack.",
        enforcementLevel: "mandatory",
        validateResource: ({ provider }, report) => {
          if (provider && provider.props.region !== "eu-west-1") report(provider.props.region);
        },
      },
      {
        name: "off",
        description: "Is not asked.",
        enforcementLevel: "disabled",
        validateResource: (_, report) => report(),
      },
    ],
  });
};
