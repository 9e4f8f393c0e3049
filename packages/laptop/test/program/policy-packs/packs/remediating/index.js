"use strict";
const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("remediating", {
  policies: [
    {
      name: "queue-fifo",
      description: "A queue keeps the order.",
      enforcementLevel: "remediate",
      remediateResource: ({ type, props }) =>
        type === "aws:sqs/queue:Queue" && !props.fifoQueue
          ? { ...props, fifoQueue: true }
          : undefined,
      validateResource: ({ type, props }, report) => {
        if (type === "aws:sqs/queue:Queue" && !props.fifoQueue) report("It does not.");
      },
    },
  ],
});
