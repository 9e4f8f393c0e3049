import * as config from "@pulumi/aws/config";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";

/** The stack's own KMS key, rotated yearly, for its table, logs, queue, environment variables and alarms. */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:EncryptionKey", name, {}, options);
    const stack = `${pulumi.getProject()}-${pulumi.getStack()}`;
    const { accountId } = getCallerIdentityOutput({}, { parent: this });
    const key = new kms.Key(
      name,
      {
        description: `Encrypts the data of ${stack}`,
        enableKeyRotation: true,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            administer(accountId),
            useThroughServices(accountId),
            encryptLogs(accountId, stack),
            sendAlarms(accountId),
          ],
        }),
      },
      { parent: this },
    );
    // An alias is unique in an account and region, so its name has the stack in it.
    new kms.Alias(name, { name: `alias/${stack}`, targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.registerOutputs({ arn: key.arn });
  }
}

/** In a key policy, "*" is the key itself. */
const Resource = "*";

/** Without this statement nobody could manage the key. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function administer(accountId: pulumi.Input<string>) {
  const AWS = pulumi.interpolate`arn:aws:iam::${accountId}:root`;
  return { Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource };
}

/**
 * Whoever may use the table, the function or the queue may use the key through its service, as with AWS managed
 * keys. So roles need no KMS permissions.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
function useThroughServices(accountId: pulumi.Input<string>) {
  return {
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: [
      "kms:Encrypt",
      "kms:Decrypt",
      "kms:ReEncrypt*",
      "kms:GenerateDataKey*",
      "kms:CreateGrant",
      "kms:DescribeKey",
    ],
    Resource,
    Condition: {
      StringEquals: {
        "kms:CallerAccount": accountId,
        "kms:ViaService": ["dynamodb", "lambda", "sqs"].map(
          (service) => `${service}.${config.region}.amazonaws.com`,
        ),
      },
    },
  };
}

/**
 * A log group is made with the key, so the key's policy cannot have its ARN, but how it starts: pulumi:autonaming
 * in Pulumi.yaml names everything after project and stack.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
function encryptLogs(accountId: pulumi.Input<string>, stack: string) {
  const region = `arn:aws:logs:${config.region}`;
  const logGroups = pulumi.interpolate`${region}:${accountId}:log-group:${stack}-*`;
  return {
    Effect: "Allow",
    Principal: { Service: `logs.${config.region}.amazonaws.com` },
    Action: [
      "kms:Encrypt",
      "kms:Decrypt",
      "kms:ReEncrypt*",
      "kms:GenerateDataKey*",
      "kms:DescribeKey",
    ],
    Resource,
    Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroups } },
  };
}

/** CloudWatch may publish alarms to the encrypted topic. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
function sendAlarms(accountId: pulumi.Input<string>) {
  return {
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource,
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  };
}
