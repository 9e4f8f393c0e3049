import { readDocument, type Statement } from "../properties/documents";
import { holdsUnknown, isObject, isUnknown, listOf } from "../properties/values";
import { undecided, violation, type ResourceRule } from "../rule";

export const keyForOwnLogs: ResourceRule = {
  name: "kms-own-log-groups",
  description: "CloudWatch Logs may use a key for the log groups that the key's policy names only.",
  severity: "medium",
  level: { lenient: "mandatory", strict: "mandatory" },
  remediation:
    "Add a condition ArnLike with kms:EncryptionContext:aws:logs:arn, and the stack's own log groups by the start of their ARNs.",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  equals: [],
  types: ["aws:kms/key:Key"],
  *check(resource) {
    for (const { statements, unknown } of readDocument(resource.props.policy, "policy")) {
      for (const path of unknown) yield undecided(resource, path);
      for (const statement of statements) {
        if (statement.effect === "Deny" || !isForLogs(statement)) continue;
        const groups = logGroupsOf(statement);
        if (groups.some(holdsUnknown)) yield undecided(resource, `${statement.path}.Condition`);
        else if (groups.length === 0 || groups.some(isEveryGroup))
          yield violation(resource, `is open to every log group (${statement.path}).`);
      }
    }
  },
};

function isForLogs({ principal }: Statement): boolean {
  const services = isObject(principal) ? listOf<unknown>(principal.Service) : [];
  return services.some((service) => !isUnknown(service) && /^logs\./.test(String(service)));
}

function logGroupsOf({ condition }: Statement): string[] {
  const limiting = Object.entries(condition).filter(([operator]) => /^(arn|string)/.test(operator));
  return limiting
    .filter(([operator]) => !/not|ifexists/.test(operator))
    .flatMap(([, values]) => values["kms:encryptioncontext:aws:logs:arn"] ?? []);
}

function isEveryGroup(pattern: string): boolean {
  return /^[*:]*$/.test(pattern.split(":log-group:")[1] ?? "");
}

export const queueEncrypted: ResourceRule = {
  name: "kms-queue-encryption",
  description:
    "A queue is encrypted with a key in the account, whose use can be audited and revoked.",
  severity: "low",
  level: { lenient: "advisory", strict: "mandatory" },
  remediation: "Set kmsMasterKeyId to the ARN of a key of your own.",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
  equals: ["CKV_AWS_27", "AWS-0135"],
  types: ["aws:sqs/queue:Queue"],
  *check(resource) {
    const { kmsMasterKeyId } = resource.props;
    // An unknown key is fine: a key that the program creates has an ARN.
    if (kmsMasterKeyId === undefined || kmsMasterKeyId === "")
      yield violation(resource, "is encrypted with a key that AWS owns.");
    else if (kmsMasterKeyId === "alias/aws/sqs")
      yield violation(resource, "is encrypted with a key that AWS manages.");
  },
};

export const kmsRules = [keyForOwnLogs, queueEncrypted];
