/**
 * Sets of actions that let a role extend its own permissions.
 * https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
 */
export const ESCALATION_PATHS: string[][] = [
  // Writing policies.
  ["iam:CreatePolicyVersion"],
  ["iam:SetDefaultPolicyVersion"],
  ["iam:AttachUserPolicy"],
  ["iam:AttachGroupPolicy"],
  ["iam:AttachRolePolicy"],
  ["iam:PutUserPolicy"],
  ["iam:PutGroupPolicy"],
  ["iam:PutRolePolicy"],
  ["iam:DeleteRolePermissionsBoundary"],
  ["iam:DeleteUserPermissionsBoundary"],
  // Becoming someone else.
  ["iam:AddUserToGroup"],
  ["iam:UpdateAssumeRolePolicy"],
  ["iam:CreateAccessKey"],
  ["iam:CreateLoginProfile"],
  ["iam:UpdateLoginProfile"],
  // Changing the code that another role runs.
  ["lambda:UpdateFunctionCode"],
  ["lambda:UpdateFunctionConfiguration"],
  ["ssm:SendCommand"],
  ["ssm:StartSession"],
  ["ec2-instance-connect:SendSSHPublicKey"],
  ["glue:UpdateDevEndpoint"],
  ["codebuild:UpdateProject", "codebuild:StartBuild"],
  // Passing a stronger role to something that runs code.
  ["iam:PassRole", "lambda:CreateFunction"],
  ["iam:PassRole", "ec2:RunInstances"],
  ["iam:PassRole", "ecs:RunTask"],
  ["iam:PassRole", "ecs:RegisterTaskDefinition"],
  ["iam:PassRole", "cloudformation:CreateStack"],
  ["iam:PassRole", "glue:CreateDevEndpoint"],
  ["iam:PassRole", "glue:CreateJob"],
  ["iam:PassRole", "datapipeline:CreatePipeline"],
  ["iam:PassRole", "sagemaker:CreateNotebookInstance"],
  ["iam:PassRole", "codebuild:CreateProject"],
  ["iam:PassRole", "states:CreateStateMachine"],
  ["iam:PassRole", "scheduler:CreateSchedule"],
];

/** The paths whose every action is allowed. */
export function pathsOf(allows: (action: string) => boolean): string[][] {
  return ESCALATION_PATHS.filter((path) => path.every(allows));
}
