import { documentsOf, type PolicyDocument } from "./documents";
import { undecided, type Finding, type Resource } from "../rule";
import { isUnknown, textOf } from "./values";

export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const POLICY = "aws:iam/policy:Policy";
export const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const ROLE_TYPES = [ROLE, ROLE_POLICY, POLICY, ATTACHMENT];

/** Properties that say whose policy it is. */
const UNCLEAR: Record<string, string[]> = {
  [ROLE_POLICY]: ["role"],
  [ATTACHMENT]: ["role", "policyArn"],
};

export interface RolePolicies {
  documents: (PolicyDocument & { holder: Resource })[];
  /** What is not known yet and may give the role more: parts of policies, their roles, their ARNs. */
  waitsFor: Finding[];
}

/** The role that a function has; findings if it is not known yet. */
export function roleOf(
  { props, ...rest }: Resource,
  resources: Resource[],
): Resource | Finding[] | undefined {
  if (isUnknown(props.role)) return [undecided({ props, ...rest }, "role")];
  const roles = resources.filter(({ type }) => type === ROLE);
  const found = roles.find((role) => role.props.arn === props.role);
  const unknown = roles.filter((role) => isUnknown(role.props.arn));
  return found ?? (unknown.length > 0 ? unknown.map((role) => undecided(role, "arn")) : undefined);
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
  const unclear = resources.flatMap((resource) =>
    (UNCLEAR[resource.type] ?? [])
      .filter((property) => isUnknown(resource.props[property]))
      .map((property) => undecided(resource, property)),
  );
  const documents = holders.flatMap((holder) =>
    documentsOf(holder).map((document) => ({ ...document, holder })),
  );
  const unread = documents.flatMap(({ holder, unknown }) =>
    unknown.map((path) => undecided(holder, path)),
  );
  return { documents, waitsFor: [...unclear, ...unread] };
}
