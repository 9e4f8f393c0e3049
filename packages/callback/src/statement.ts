import type * as pulumi from "@pulumi/pulumi";

/** One statement of an IAM policy. */
export interface Statement {
  Effect: "Allow" | "Deny";
  Action: string[];
  Resource: pulumi.Input<string>;
  /** Values by operator and condition key. */
  Condition?: Record<string, Record<string, string>>;
}
