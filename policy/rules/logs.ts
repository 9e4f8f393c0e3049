import { undecided, violation, type ResourceRule } from "../rule";
import { isUnknown } from "../properties/values";

const GUIDE = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs";
const STRICT_ONLY = { lenient: "advisory", strict: "mandatory" } as const;
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

export const logsRetained: ResourceRule = {
  name: "logs-retention",
  description: "A log group has a retention period.",
  severity: "low",
  level: STRICT_ONLY,
  remediation: "Set retentionInDays.",
  url: `${GUIDE}/Working-with-log-groups-and-streams.html#SettingLogRetention`,
  equals: ["AwsSolutions-CloudWatchLogGroupRetentionPeriod", "CKV_AWS_66", "CloudWatch.16"],
  types: [LOG_GROUP],
  *check(resource) {
    const { retentionInDays } = resource.props;
    if (isUnknown(retentionInDays)) yield undecided(resource, "retentionInDays");
    else if (!(Number(retentionInDays) > 0)) yield violation(resource, "never expires.");
  },
};

export const logsEncrypted: ResourceRule = {
  name: "logs-encryption",
  description:
    "A log is encrypted with a key in the account, whose use can be audited and revoked.",
  severity: "low",
  level: STRICT_ONLY,
  remediation: "Set kmsKeyId to the ARN of a key that logs.amazonaws.com may use.",
  url: `${GUIDE}/encrypt-log-data-kms.html`,
  equals: ["AwsSolutions-CloudWatchLogGroupEncrypted", "CKV_AWS_158", "AWS-0017"],
  types: [LOG_GROUP],
  *check(resource) {
    const { kmsKeyId } = resource.props;
    // An unknown key is fine: a key that the program creates has an ARN.
    if (kmsKeyId === undefined || kmsKeyId === "")
      yield violation(resource, "is encrypted with a key that AWS owns.");
  },
};

export const logsRules = [logsRetained, logsEncrypted];
