import {
  deletionProtected,
  itemsExpire,
  pointInTimeRecovery,
  tableEncrypted,
} from "../../../policy/rules/dynamodb";
import { resourceOf } from "../support/resources";
import { describeRule, UNKNOWN } from "../support/rule-table";

const compliant = [
  resourceOf("dynamodb/table:Table", "connections", {
    ttl: { attributeName: "expiresAt", enabled: true },
    serverSideEncryption: { enabled: true },
    pointInTimeRecovery: { enabled: true },
    deletionProtectionEnabled: true,
  }),
];
const change = (props: Record<string, unknown>) => ({ connections: props });

/** No property, one switched off, one that is not known yet. */
const switchedOff = (property: string, fact: string) => [
  { that: `no ${property}`, change: change({ [property]: undefined }), says: [fact] },
  {
    that: `${property} that is off`,
    change: change({ [property]: { enabled: false } }),
    says: [fact],
  },
  {
    that: `${property} that is not known yet`,
    change: change({ [property]: { enabled: UNKNOWN } }),
    waitsFor: [property],
  },
];

describeRule(itemsExpire, {
  compliant,
  remedy: "Set ttl to { attributeName, enabled: true }.",
  broken: [
    ...switchedOff("ttl", 'Table "connections" keeps its items forever.'),
    {
      that: "ttl that is off, with its attribute",
      change: change({ ttl: { attributeName: "expiresAt", enabled: false } }),
      says: ['Table "connections" keeps its items forever.'],
    },
    {
      that: "no attribute",
      change: change({ ttl: { enabled: true } }),
      says: ['Table "connections" keeps its items forever.'],
    },
  ],
});

describeRule(tableEncrypted, {
  compliant,
  remedy: "Set serverSideEncryption to { enabled: true }, with kmsKeyArn for a key of your own.",
  broken: switchedOff(
    "serverSideEncryption",
    'Table "connections" is encrypted with a key that AWS owns.',
  ),
});

describeRule(pointInTimeRecovery, {
  compliant,
  remedy: "Set pointInTimeRecovery to { enabled: true }.",
  broken: switchedOff(
    "pointInTimeRecovery",
    'Table "connections" cannot be restored to a point in time.',
  ),
});

describeRule(deletionProtected, {
  compliant,
  remedy: "Set deletionProtectionEnabled to true.",
  broken: [
    {
      that: "no protection",
      change: change({ deletionProtectionEnabled: undefined }),
      says: ['Table "connections" can be deleted by mistake.'],
    },
    {
      that: "protection that is off",
      change: change({ deletionProtectionEnabled: false }),
      says: ['Table "connections" can be deleted by mistake.'],
    },
  ],
});
