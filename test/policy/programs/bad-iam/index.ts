import * as iam from "@pulumi/aws/iam";

const trusting = (principal: iam.Principal) => ({
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow" as const, Action: "sts:AssumeRole", Principal: principal }],
});

/** A role with one policy of one statement. */
function roleThatMay(name: string, statement: object): void {
  const role = new iam.Role(`${name}-role`, {
    assumeRolePolicy: trusting({ Service: "lambda.amazonaws.com" }),
  });
  new iam.RolePolicy(name, {
    role: role.name,
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", ...statement }],
    }),
  });
}

const TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/connections";

roleThatMay("everything", { Action: "*", Resource: "*" });
roleThatMay("any-table", { Action: "dynamodb:Scan", Resource: TABLE.replace("connections", "*") });
roleThatMay("all-but-delete", { NotAction: "dynamodb:DeleteTable", Resource: TABLE });
roleThatMay("any-connection", {
  Action: "execute-api:ManageConnections",
  Resource: "arn:aws:execute-api:us-east-1:123456789012:*/*/*/@connections/*",
});
roleThatMay("any-role", {
  Action: ["iam:PassRole", "ecs:RunTask"],
  Resource: "arn:aws:iam::123456789012:role/*",
});
roleThatMay("log-groups", {
  Action: "logs:CreateLogGroup",
  Resource: "arn:aws:logs:us-east-1:123456789012:log-group:events",
});

// A preview knows the action, not the resource.
const self = new iam.Role("any-action-role", {
  assumeRolePolicy: trusting({ Service: "lambda.amazonaws.com" }),
});
new iam.RolePolicy("any-action", {
  role: self.name,
  policy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["sts:*"], Resource: [self.arn] }],
  },
});

new iam.Role("trusts-everyone", { assumeRolePolicy: trusting({ AWS: "*" }) });
new iam.Role("trusts-any-schedule", {
  assumeRolePolicy: trusting({ Service: "scheduler.amazonaws.com" }),
});
