import { logsEncrypted, logsRetained } from "../../../policy/rules/logs";
import { logGroup } from "../support/resources";
import { describeRule, UNKNOWN } from "../support/rule-table";

const change = (props: Record<string, unknown>) => ({ "events-log": props });

describeRule(logsRetained, {
  compliant: [logGroup],
  remedy: "Set retentionInDays.",
  broken: [
    {
      that: "no retention",
      change: change({ retentionInDays: undefined }),
      says: ['LogGroup "events-log" never expires.'],
    },
    {
      that: "zero days, which is forever",
      change: change({ retentionInDays: 0 }),
      says: ['LogGroup "events-log" never expires.'],
    },
    {
      that: "days that are not known yet",
      change: change({ retentionInDays: UNKNOWN }),
      waitsFor: ["retentionInDays"],
    },
  ],
});

describeRule(logsEncrypted, {
  compliant: [logGroup],
  remedy: "Set kmsKeyId to the ARN of a key that logs.amazonaws.com may use.",
  broken: [
    {
      that: "no key",
      change: change({ kmsKeyId: undefined }),
      says: ['LogGroup "events-log" is encrypted with a key that AWS owns.'],
    },
    {
      that: "a key that is not known yet: there will be one",
      change: change({ kmsKeyId: UNKNOWN }),
    },
  ],
});
