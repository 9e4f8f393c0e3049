import type { LambdaFunction } from "../../model/model";
import type { Journal } from "../../shared/journal";

const MISSING = /Cannot find (?:module|package) '(@(?:aws-sdk|smithy)\/[^'/\\]+)/;

/**
 * Says how a function gets a package of the AWS SDK that it did not find, and would on AWS.
 * @param error what the function answered.
 */
export function reportMissingSdk(
  error: string,
  { definition: { name }, journal }: { definition: LambdaFunction; journal: Journal },
): void {
  const [, packageName] = MISSING.exec(error) ?? [];
  if (packageName === undefined) return;
  const version = packageName.startsWith("@aws-sdk/") ? "@3" : "";
  const message = `Function "${name}" has no "${packageName}" in its code. Lambda's Node.js runtimes have the AWS SDK built in; here it comes from the program's folder: npm install --save-dev ${packageName}${version}`;
  journal.record("lambda", "missingSdk", { function: name, package: packageName, message });
}
