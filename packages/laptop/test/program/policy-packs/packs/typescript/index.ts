import { PolicyPack } from "@pulumi/policy";
import { isShort, type Limit } from "./limit";

const limit: Limit = { seconds: 60 };

new PolicyPack("typescript", {
  enforcementLevel: "mandatory",
  policies: [
    {
      name: "queue-visibility",
      description: "A queue hides messages for a short time.",
      severity: "high",
      url: "https://docs.aws.amazon.com/sqs/",
      tags: ["SQS.1"],
      validateResource: ({ type, props }, report) => {
        if (type !== "aws:sqs/queue:Queue") return;
        const seconds = (props.visibilityTimeoutSeconds as number | undefined) ?? 30;
        if (!isShort(seconds, limit)) report(`It hides them for ${seconds} s.`);
      },
    },
  ],
});
