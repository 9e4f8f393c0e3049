import { documentsOf, type PolicyDocument } from "./documents";
import type { Resource } from "../rule";
import { isUnknown, textOf } from "./values";

export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const POLICY = "aws:iam/policy:Policy";
export const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const ROLE_TYPES = [ROLE, ROLE_POLICY, POLICY, ATTACHMENT];

export interface RolePolicies {
  documents: PolicyDocument[];
  /** Whether the role may have more policies, whose role or ARN is not known yet. */
  incomplete: boolean;
}

/** The role with an ARN; "unknown" if a role whose ARN is not known yet could be it. */
export function roleWithArn(resources: Resource[], arn: unknown): Resource | "unknown" | undefined {
  if (isUnknown(arn)) return "unknown";
  const roles = resources.filter(({ type }) => type === ROLE);
  const found = roles.find(({ props }) => props.arn === arn);
  return found ?? (roles.some(({ props }) => isUnknown(props.arn)) ? "unknown" : undefined);
}

/** All policies in the stack that give a role permissions. */
export function policiesOf(role: Resource, resources: Resource[]): RolePolicies {
  const owners = [role.props.name, role.props.arn, role.props.id].filter(textOf);
  const ofRole = (type: string) =>
    resources.filter((r) => r.type === type && owners.includes(r.props.role));
  const attached = ofRole(ATTACHMENT).flatMap((attachment) =>
    resources.filter((r) => r.type === POLICY && r.props.arn === attachment.props.policyArn),
  );
  const holders = [role, ...ofRole(ROLE_POLICY), ...attached];
  const documents = holders.flatMap(documentsOf);
  const unclear = resources.some(
    ({ type, props }) =>
      ([ROLE_POLICY, ATTACHMENT].includes(type) && isUnknown(props.role)) ||
      (type === ATTACHMENT && isUnknown(props.policyArn)),
  );
  return { documents, incomplete: unclear || documents.some(({ unknown }) => unknown.length > 0) };
}
