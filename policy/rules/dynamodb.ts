import { settingsOf } from "../properties/functions";
import { undecided, violation, type ResourceRule } from "../rule";
import { holdsUnknown } from "../properties/values";

const GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide";
const STRICT_ONLY = { lenient: "advisory", strict: "mandatory" } as const;
const TABLE = "aws:dynamodb/table:Table";

interface Setting {
  name: string;
  description: string;
  severity: "low" | "medium";
  /** What is wrong with a table that does not set it. */
  fault: string;
  remediation: string;
  page: string;
  equals: string[];
  /** The property that the rule reads. */
  property: string;
  isOn(value: unknown): boolean;
}

/** A rule about one property of a table. */
function tableRule({ fault, page, property, isOn, ...facts }: Setting): ResourceRule {
  return {
    ...facts,
    level: STRICT_ONLY,
    url: `${GUIDE}/${page}`,
    types: [TABLE],
    *check(resource) {
      const value = resource.props[property];
      if (isOn(value)) return;
      if (holdsUnknown(value)) yield undecided(resource, property);
      else yield violation(resource, fault);
    },
  };
}

export const itemsExpire = tableRule({
  name: "dynamodb-ttl",
  description:
    "Items expire, so that a connection whose $disconnect was lost does not stay forever.",
  severity: "low",
  fault: "keeps its items forever.",
  remediation: "Set ttl to { attributeName, enabled: true }.",
  page: "TTL.html",
  equals: [],
  property: "ttl",
  isOn: (ttl) => settingsOf(ttl).enabled === true && settingsOf(ttl).attributeName !== undefined,
});

export const tableEncrypted = tableRule({
  name: "dynamodb-encryption",
  description:
    "A table is encrypted with a key in the account, whose use can be audited and revoked.",
  severity: "low",
  fault: "is encrypted with a key that AWS owns.",
  remediation:
    "Set serverSideEncryption to { enabled: true }, with kmsKeyArn for a key of your own.",
  page: "EncryptionAtRest.html",
  equals: ["CKV_AWS_119", "AWS-0025", "DYNAMODB_TABLE_ENCRYPTED_KMS"],
  property: "serverSideEncryption",
  isOn: (encryption) => settingsOf(encryption).enabled === true,
});

export const pointInTimeRecovery = tableRule({
  name: "dynamodb-point-in-time-recovery",
  description: "A table can be restored to any second of the last 35 days.",
  severity: "medium",
  fault: "cannot be restored to a point in time.",
  remediation: "Set pointInTimeRecovery to { enabled: true }.",
  page: "Point-in-time-recovery.html",
  equals: ["AwsSolutions-DDB3", "CKV_AWS_28", "AWS-0024", "DynamoDB.2"],
  property: "pointInTimeRecovery",
  isOn: (recovery) => settingsOf(recovery).enabled === true,
});

export const deletionProtected = tableRule({
  name: "dynamodb-deletion-protection",
  description: "A table cannot be deleted by mistake.",
  severity: "medium",
  fault: "can be deleted by mistake.",
  remediation: "Set deletionProtectionEnabled to true.",
  page: "WorkingWithTables.Basics.html#WorkingWithTables.Basics.DeletionProtection",
  equals: ["DynamoDB.6"],
  property: "deletionProtectionEnabled",
  isOn: (enabled) => enabled === true,
});

export const dynamodbRules = [itemsExpire, tableEncrypted, pointInTimeRecovery, deletionProtected];
