import { keyForOwnLogs, queueEncrypted } from "../../../policy/rules/kms";
import { ACCOUNT, resourceOf } from "../support/resources";
import { describeRule, UNKNOWN } from "../support/rule-table";

const ARN = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group`;
const policy = (Condition: unknown, Service: unknown = "logs.us-east-1.amazonaws.com") => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:*", Resource: "*" },
    { Effect: "Allow", Principal: { Service }, Action: "kms:Encrypt", Resource: "*", Condition },
  ],
});
const limit = (groups: unknown, operator = "ArnLike") => ({
  [operator]: { "kms:EncryptionContext:aws:logs:arn": groups },
});
const change = (condition: unknown) => ({ key: { policy: policy(condition) } });
const says = ['Key "key" is open to every log group (policy.Statement[1]).'];

describeRule(keyForOwnLogs, {
  compliant: [resourceOf("kms/key:Key", "key", { policy: policy(limit(`${ARN}:chat-prod-*`)) })],
  remedy:
    "Add a condition ArnLike with kms:EncryptionContext:aws:logs:arn, and the stack's own log groups by the start of their ARNs.",
  broken: [
    { that: "no condition", change: change(undefined), says },
    { that: "every log group", change: change(limit(`${ARN}:*`)), says },
    { that: "everything", change: change(limit("*")), says },
    {
      that: "one of many that is every group",
      change: change(limit([`${ARN}:a`, `${ARN}:*:*`])),
      says,
    },
    {
      that: "a condition on what it is not",
      change: change(limit(`${ARN}:a`, "ArnNotLike")),
      says,
    },
    {
      that: "the policy as text",
      change: { key: { policy: JSON.stringify(policy(limit(`${ARN}:*`))) } },
      says,
    },
    {
      that: "a policy that is not known yet",
      change: { key: { policy: UNKNOWN } },
      waitsFor: ["policy"],
    },
    {
      that: "log groups that are not known yet",
      change: change(limit(UNKNOWN)),
      waitsFor: ["policy.Statement[1].Condition"],
    },
    {
      that: "a key of which logs have no use",
      change: { key: { policy: policy(undefined, "cloudwatch.amazonaws.com") } },
    },
  ],
});

const queue = resourceOf("sqs/queue:Queue", "failures", {
  kmsMasterKeyId: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`,
});
const changeQueue = (kmsMasterKeyId: unknown) => ({ failures: { kmsMasterKeyId } });

describeRule(queueEncrypted, {
  compliant: [queue],
  remedy: "Set kmsMasterKeyId to the ARN of a key of your own.",
  broken: [
    {
      that: "no key",
      change: changeQueue(undefined),
      says: ['Queue "failures" is encrypted with a key that AWS owns.'],
    },
    {
      that: "the key that AWS manages for every queue",
      change: changeQueue("alias/aws/sqs"),
      says: ['Queue "failures" is encrypted with a key that AWS manages.'],
    },
    { that: "a key that is not known yet: there will be one", change: changeQueue(UNKNOWN) },
  ],
});
