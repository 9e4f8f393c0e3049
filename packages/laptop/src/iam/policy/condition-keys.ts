/**
 * The condition keys whose values are known on a laptop, or known to be absent. Others are refused, because
 * a condition that is evaluated wrongly is worse than none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const KNOWN = new Set([
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "aws:currenttime",
  "aws:epochtime",
  "aws:federatedprovider",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalisawsservice",
  "aws:principaltype",
  "aws:requestedregion",
  "aws:resourceaccount",
  "aws:securetransport",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceidentity",
  "aws:tokenissuetime",
  "aws:useragent",
  "aws:userid",
  "aws:username",
  "aws:viaawsservice",
  "dynamodb:attributes",
  "dynamodb:enclosingoperation",
  "dynamodb:leadingkeys",
  "dynamodb:returnconsumedcapacity",
  "dynamodb:returnvalues",
  "dynamodb:select",
  "lambda:sourcefunctionarn",
]);

/** @param name in any case. */
export function isKnownKey(name: string): boolean {
  const key = name.toLowerCase();
  return KNOWN.has(key) || key.startsWith("aws:principaltag/");
}
