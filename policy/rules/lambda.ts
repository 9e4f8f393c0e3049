import { filesOf } from "../properties/code";
import { FUNCTION, settingsOf } from "../properties/functions";
import { undecided, violation, type ResourceRule } from "../rule";
import { DEPRECATION_DATES, daysLeft } from "../properties/runtimes";
import { isSecretName, secretIn } from "../properties/secrets";
import { isUnknown } from "../properties/values";

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg";
const STRICT_ONLY = { lenient: "advisory", strict: "mandatory" } as const;
const DAYS_TO_MOVE = 180;

export const runtimeCurrent: ResourceRule = {
  name: "lambda-runtime-current",
  description: `AWS supports a function's runtime for ${DAYS_TO_MOVE} more days.`,
  severity: "medium",
  level: STRICT_ONLY,
  remediation: "Set runtime to nodejs24.x, the newest LTS version.",
  url: `${GUIDE}/lambda-runtimes.html`,
  equals: ["AwsSolutions-L1", "CKV_AWS_363", "Lambda.2"],
  types: [FUNCTION],
  *check(resource, { today }) {
    const { runtime, packageType } = resource.props;
    if (packageType === "Image") return;
    if (runtime === undefined) {
      yield violation(resource, "names no runtime.");
      return;
    }
    const days = daysLeft(String(runtime), today);
    const date = DEPRECATION_DATES[String(runtime)];
    if (days === undefined) yield undecided(resource, "runtime");
    else if (days < 0)
      yield violation(resource, `has the runtime "${String(runtime)}", deprecated since ${date}.`);
    else if (days <= DAYS_TO_MOVE)
      yield violation(
        resource,
        `has the runtime "${String(runtime)}", deprecated in ${days} days (${date}).`,
      );
  },
};

export const sizeExplicit: ResourceRule = {
  name: "lambda-explicit-size",
  description: "A function sets its memory and its timeout. Lambda's defaults rarely fit.",
  severity: "low",
  level: STRICT_ONLY,
  remediation: "Set memorySize and timeout to what the function needs.",
  url: `${GUIDE}/configuration-memory.html`,
  equals: ["Serverless-LambdaDefaultMemorySize", "Serverless-LambdaDefaultTimeout"],
  types: [FUNCTION],
  *check(resource) {
    const { memorySize, timeout } = resource.props;
    // The provider fills in defaults before a policy sees them, so a default counts as not set.
    if (memorySize === undefined || memorySize === 128)
      yield violation(resource, "has Lambda's default memory of 128 MB.");
    if (timeout === undefined || timeout === 3)
      yield violation(resource, "has Lambda's default timeout of 3 s.");
    if (isUnknown(memorySize)) yield undecided(resource, "memorySize");
    if (isUnknown(timeout)) yield undecided(resource, "timeout");
  },
};

export const noSecretInEnvironment: ResourceRule = {
  name: "lambda-no-secret-in-environment",
  description: "A secret in an environment variable is encrypted with a key in the account.",
  severity: "high",
  level: STRICT_ONLY,
  remediation:
    "Keep it in AWS Secrets Manager and give the function its ARN, or set kmsKeyArn so that reading the variable needs the key.",
  url: `${GUIDE}/configuration-envvars-encryption.html`,
  equals: ["CKV_AWS_45", "CKV_AWS_173"],
  types: [FUNCTION],
  *check(resource) {
    const { environment, kmsKeyArn } = resource.props;
    if (kmsKeyArn !== undefined) return;
    if (isUnknown(environment)) yield undecided(resource, "environment");
    for (const [name, value] of Object.entries(settingsOf(settingsOf(environment).variables))) {
      const kind = isSecretName(name) ? "a secret" : secretIn(String(value));
      if (kind) yield violation(resource, `has ${kind} in the environment variable "${name}".`);
      else if (isUnknown(value)) yield undecided(resource, `environment.variables.${name}`);
    }
  },
};

export const noSecretInCode: ResourceRule = {
  name: "lambda-no-secret-in-code",
  description: "A code archive holds no secrets. Everyone who can read the function can read them.",
  severity: "critical",
  level: { lenient: "mandatory", strict: "mandatory" },
  remediation: "Revoke it, and read the new one from AWS Secrets Manager.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
  equals: ["CKV_AWS_45"],
  types: [FUNCTION],
  *check(resource, { directory }) {
    const { code, packageType, s3Bucket } = resource.props;
    if (packageType === "Image" || (code === undefined && s3Bucket === undefined)) return;
    const files = filesOf(code, directory);
    if (!files) yield undecided(resource, "code");
    for (const { name, text } of files ?? []) {
      const kind = secretIn(text);
      if (kind) yield violation(resource, `has ${kind} in its code, in "${name}".`);
    }
  },
};

export const tracingActive: ResourceRule = {
  name: "lambda-tracing",
  description: "A function's invocations are traced.",
  severity: "low",
  level: STRICT_ONLY,
  remediation: 'Set tracingConfig to { mode: "Active" }.',
  url: `${GUIDE}/services-xray.html`,
  equals: ["Serverless-LambdaTracing", "CKV_AWS_50", "AWS-0066", "Lambda.7"],
  types: [FUNCTION],
  *check(resource) {
    const { mode } = settingsOf(resource.props.tracingConfig);
    if (isUnknown(mode) || isUnknown(resource.props.tracingConfig))
      yield undecided(resource, "tracingConfig.mode");
    else if (mode !== "Active") yield violation(resource, "is not traced.");
  },
};

export const lambdaRules = [
  runtimeCurrent,
  sizeExplicit,
  noSecretInEnvironment,
  noSecretInCode,
  tracingActive,
];
