import { UserError } from "../shared/errors";
import { describe, type OfType, type PlainResource } from "./declared";
import type { LambdaPermission, PolicySource, Role } from "./model";

/** An empty one means that the role has no inline policies. */
interface InlinePolicy {
  name?: string;
  policy?: unknown;
}

/** AWS managed policies. Their documents are not in the program. */
const AWS_MANAGED = /^arn:aws[\w-]*:iam::aws:policy\//;

/** The roles with all attached policies. The documents are parsed later. */
export function buildRoles(ofType: OfType): Role[] {
  const customerPolicies = new Map(
    ofType("aws:iam/policy:Policy").map(({ name, outputs }) => [
      String(outputs.arn),
      { name, document: outputs.policy },
    ]),
  );
  const find = (role: PlainResource, arn: string): PolicySource => {
    if (AWS_MANAGED.test(arn)) return { name: arn.replace(AWS_MANAGED, ""), arn };
    const found = customerPolicies.get(arn);
    if (found) return found;
    throw new UserError(
      "MODEL",
      `${describe(role)} has the policy "${arn}", which is not a policy of this program. Declare it as an aws.iam.Policy.`,
    );
  };
  return ofType("aws:iam/role:Role").map((role) => {
    const { outputs } = role;
    const ofRole = (type: string) =>
      ofType(type).filter((resource) => resource.outputs.role === outputs.name);
    const inline = (outputs.inlinePolicies as InlinePolicy[] | undefined) ?? [];
    const attached = [
      ...ofRole("aws:iam/rolePolicyAttachment:RolePolicyAttachment"),
      ...ofType("aws:iam/policyAttachment:PolicyAttachment").filter((attachment) =>
        (attachment.outputs.roles as unknown[] | undefined)?.includes(outputs.name),
      ),
    ];
    const arns = [
      ...((outputs.managedPolicyArns as string[] | undefined) ?? []),
      ...attached.map((attachment) => String(attachment.outputs.policyArn)),
    ];
    const boundary = outputs.permissionsBoundary as string | undefined;
    return {
      logicalName: role.name,
      name: String(outputs.name),
      arn: String(outputs.arn),
      uniqueId: String(outputs.uniqueId),
      trustPolicy: outputs.assumeRolePolicy,
      policies: [
        ...inline
          .filter(({ policy }) => policy !== undefined)
          .map(({ name, policy }) => ({ name: name ?? role.name, document: policy })),
        ...ofRole("aws:iam/rolePolicy:RolePolicy").map((policy) => ({
          name: policy.name,
          document: policy.outputs.policy,
        })),
        ...[...new Set(arns)].map((arn) => find(role, arn)),
      ],
      boundary: boundary === undefined ? undefined : find(role, boundary),
      tags: ((outputs.tagsAll ?? outputs.tags) as Record<string, string> | undefined) ?? {},
    };
  });
}

/** The statements of the functions' resource-based policies. */
export function buildPermissions(ofType: OfType): LambdaPermission[] {
  return ofType("aws:lambda/permission:Permission").map(({ name, outputs }) => {
    const text = (property: string) => outputs[property] as string | undefined;
    // A name, an ARN or a partial ARN, with or without a qualifier.
    const [, functionName = "", qualifier] =
      /^(?:(?:arn:.*|\d{12}):function:)?([^:]+)(?::(.+))?$/.exec(String(outputs.function)) ?? [];
    return {
      logicalName: name,
      functionName,
      qualifier: text("qualifier") ?? qualifier,
      action: String(outputs.action),
      principal: String(outputs.principal),
      sourceArn: text("sourceArn"),
      sourceAccount: text("sourceAccount"),
      otherConditions: ["eventSourceToken", "principalOrgId", "functionUrlAuthType"].filter(
        (property) => outputs[property] !== undefined,
      ),
    };
  });
}
