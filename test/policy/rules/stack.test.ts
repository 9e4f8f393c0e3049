import { tagged } from "../../../policy/rules/stack";
import { logGroup, stage } from "../support/resources";
import { describeRule, UNKNOWN } from "../support/rule-table";

const tags = { project: "websockets", stack: "prod" };
const inProvider = { defaultTags: JSON.stringify({ tags }) };

describeRule(tagged, {
  compliant: [
    { ...logGroup, provider: inProvider },
    { ...stage, props: { tags: { Project: "websockets", Stack: "prod" } } },
  ],
  remedy: "Set the tags for all resources by aws:defaultTags in the stack's configuration.",
  broken: [
    {
      that: "no tags",
      change: { stage: { tags: undefined } },
      says: ['Stage "stage" lacks the tags project and stack.'],
    },
    {
      that: "one tag",
      change: { stage: { tags: { project: "websockets" } } },
      says: ['Stage "stage" lacks the tags stack.'],
    },
    {
      that: "a provider without default tags",
      change: { "events-log": { provider: { region: "us-east-1" } } },
      says: ['LogGroup "events-log" lacks the tags project and stack.'],
    },
    {
      that: "tags of the provider, not as text",
      change: { stage: { tags: undefined, provider: { defaultTags: { tags } } } },
    },
    { that: "tags that AWS says it has", change: { stage: { tags: undefined, tagsAll: tags } } },
    {
      that: "tags that are not known yet",
      change: { stage: { tags: UNKNOWN } },
      waitsFor: ["tags"],
    },
  ],
});
