import { readFileSync } from "node:fs";
import { join } from "node:path";
import { placeOfArn } from "../../shared/aws-names";
import { UserError } from "../../shared/errors";

/** Made by `npm run -w tools managed-policies`. */
interface Known {
  /** Where the documents are from. */
  source: string;
  /** Of what day they are. */
  date: string;
  /** By the end of the ARN, for example `service-role/AWSLambdaBasicExecutionRole`. */
  policies: Record<string, { version: string; document: object }>;
}

let known: Known | undefined;

/**
 * The document of an AWS managed policy that functions often have.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 * @param arn for example `arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess`.
 * @throws UserError that names the policy if its permissions are not known.
 */
export function managedPolicy(arn: string, roleName: string): object {
  const name = arn.slice(arn.indexOf(":policy/") + ":policy/".length);
  known ??= read();
  if (Object.hasOwn(known.policies, name)) return inPartition(arn, known.policies[name]!.document);
  throw new UserError(
    "NOT_EMULATED",
    `Role "${roleName}" has the AWS managed policy "${name}", whose permissions are not known here. Write a policy with what the function needs, or declare an aws.iam.Policy with the document that AWS lists.`,
  );
}

/** The documents are those of the partition `aws`; in others their ARNs begin otherwise. */
function inPartition(arn: string, document: object): object {
  const { partition } = placeOfArn(arn);
  if (partition === "aws") return document;
  return JSON.parse(
    JSON.stringify(document).replaceAll('"arn:aws:', `"arn:${partition}:`),
  ) as object;
}

function read(): Known {
  return JSON.parse(readFileSync(join(__dirname, "managed-documents.json"), "utf8")) as Known;
}
