import { manageConnectionsScoped } from "../../../policy/rules/iam-connections";
import { ACCOUNT, API_ARN, rolePolicy } from "../support/resources";
import { allowing, describeRule, UNKNOWN } from "../support/rule-table";

const connections = (Resource: string) => ({
  "events-policy": { policy: allowing({ Action: "execute-api:ManageConnections", Resource }) },
});
const allowed = (arn: string, fault: string) => [
  `RolePolicy "events-policy" allows ManageConnections on "${arn}": ${fault}.`,
];

describeRule(manageConnectionsScoped, {
  compliant: [rolePolicy],
  remedy: "Set Resource to `${stage.executionArn}/POST/@connections/*`.",
  broken: [
    { that: "everything", change: connections("*"), says: allowed("*", "any API") },
    {
      that: "any API",
      change: connections(`arn:aws:execute-api:us-east-1:${ACCOUNT}:*/prod/POST/@connections/*`),
      says: allowed(
        `arn:aws:execute-api:us-east-1:${ACCOUNT}:*/prod/POST/@connections/*`,
        "any API",
      ),
    },
    {
      that: "any stage",
      change: connections(`${API_ARN}/*`),
      says: allowed(`${API_ARN}/*`, "any stage"),
    },
    {
      that: "any verb",
      change: connections(`${API_ARN}/prod/*/@connections/*`),
      says: allowed(`${API_ARN}/prod/*/@connections/*`, "any verb"),
    },
    {
      that: "a verb that the management API does not have",
      change: connections(`${API_ARN}/prod/PUT/@connections/*`),
      says: allowed(`${API_ARN}/prod/PUT/@connections/*`, '"PUT" is not GET, POST or DELETE'),
    },
    {
      that: "the ARN of the documentation, which never matches",
      change: connections(`${API_ARN}/prod/POST/@connections`),
      says: allowed(`${API_ARN}/prod/POST/@connections`, "it never matches"),
    },
    {
      that: "one connection, which never matches",
      change: connections(`${API_ARN}/prod/POST/@connections/gbgBcu-0TQAYKEhFmA==`),
      says: allowed(`${API_ARN}/prod/POST/@connections/gbgBcu-0TQAYKEhFmA==`, "it never matches"),
    },
    {
      that: "an ARN that is not known yet",
      change: connections(UNKNOWN),
      waitsFor: ["policy.Statement[0].Resource"],
    },
  ],
});
