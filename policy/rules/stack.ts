import { settingsOf } from "../properties/functions";
import { undecided, violation, type Resource, type ResourceRule } from "../rule";
import { isObject, isUnknown, parsed } from "../properties/values";

/** The tags that attribute costs and permissions. Case does not matter. */
const REQUIRED_TAGS = ["project", "stack"];

export const tagged: ResourceRule = {
  name: "stack-tags",
  description: `Resources carry the tags ${REQUIRED_TAGS.join(" and ")}, so that costs can be attributed.`,
  severity: "low",
  level: { lenient: "advisory", strict: "mandatory" },
  remediation: "Set the tags for all resources by aws:defaultTags in the stack's configuration.",
  url: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
  equals: ["DynamoDB.5", "IAM.24", "Lambda.6"],
  types: [
    "aws:apigatewayv2/api:Api",
    "aws:apigatewayv2/stage:Stage",
    "aws:apigatewayv2/domainName:DomainName",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:dynamodb/table:Table",
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
    "aws:kms/key:Key",
    "aws:lambda/function:Function",
    "aws:sns/topic:Topic",
    "aws:sqs/queue:Queue",
  ],
  *check(resource) {
    const { tags, tagsAll } = resource.props;
    const given = [tags, tagsAll, defaultTagsOf(resource)];
    const names = given
      .flatMap((some) => Object.keys(settingsOf(some)))
      .map((n) => n.toLowerCase());
    const missing = REQUIRED_TAGS.filter((name) => !names.includes(name));
    if (missing.length === 0) return;
    if (given.some(isUnknown)) yield undecided(resource, "tags");
    else yield violation(resource, `lacks the tags ${missing.join(" and ")}.`);
  },
};

export const stackRules = [tagged];

/** The provider holds its settings as JSON text. */
function defaultTagsOf({ provider }: Resource): unknown {
  const settings = provider?.defaultTags;
  const read = typeof settings === "string" && !isUnknown(settings) ? parsed(settings) : settings;
  return isObject(read) ? read.tags : read;
}
