import {
  noSecretInCode,
  noSecretInEnvironment,
  runtimeCurrent,
  sizeExplicit,
  tracingActive,
} from "../../../policy/rules/lambda";
import { specialArchiveSig, specialAssetSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { lambdaFunction } from "../support/resources";
import { describeRule, UNKNOWN } from "../support/rule-table";

const compliant = [lambdaFunction];
const change = (props: Record<string, unknown>) => ({ "events-function": props });
const variables = (given: Record<string, string>) => change({ environment: { variables: given } });

// The tests' day is 2026-11-23.
describeRule(runtimeCurrent, {
  compliant,
  remedy: "Set runtime to nodejs24.x, the newest LTS version.",
  broken: [
    {
      that: "no runtime",
      change: change({ runtime: undefined }),
      says: ['Function "events-function" names no runtime.'],
    },
    {
      that: "a deprecated runtime",
      change: change({ runtime: "nodejs20.x" }),
      says: [
        'Function "events-function" has the runtime "nodejs20.x", deprecated since 2026-04-30.',
      ],
    },
    {
      that: "a runtime that is deprecated in less than 180 days",
      change: change({ runtime: "nodejs22.x" }),
      says: [
        'Function "events-function" has the runtime "nodejs22.x", deprecated in 158 days (2027-04-30).',
      ],
    },
    {
      that: "a runtime that is not in the table",
      change: change({ runtime: "cobol85" }),
      waitsFor: ["runtime"],
    },
    {
      that: "a container image, which brings its own",
      change: change({ runtime: undefined, packageType: "Image" }),
    },
  ],
});

describeRule(sizeExplicit, {
  compliant,
  remedy: "Set memorySize and timeout to what the function needs.",
  broken: [
    {
      that: "no memory",
      change: change({ memorySize: undefined }),
      says: ['Function "events-function" has Lambda\'s default memory of 128 MB.'],
    },
    {
      that: "the default that the provider fills in",
      change: change({ memorySize: 128, timeout: 3 }),
      says: [
        'Function "events-function" has Lambda\'s default memory of 128 MB.',
        'Function "events-function" has Lambda\'s default timeout of 3 s.',
      ],
    },
    {
      that: "no timeout",
      change: change({ timeout: undefined }),
      says: ['Function "events-function" has Lambda\'s default timeout of 3 s.'],
    },
    {
      that: "a timeout that is not known yet",
      change: change({ timeout: UNKNOWN }),
      waitsFor: ["timeout"],
    },
  ],
});

const inVariable = (kind: string, name: string) => [
  `Function "events-function" has ${kind} in the environment variable "${name}".`,
];

describeRule(noSecretInEnvironment, {
  compliant,
  remedy:
    "Keep it in AWS Secrets Manager and give the function its ARN, or set kmsKeyArn so that reading the variable needs the key.",
  broken: [
    {
      that: "a variable named as a secret",
      change: variables({ DB_PASSWORD: "hunter2" }),
      says: inVariable("a secret", "DB_PASSWORD"),
    },
    {
      that: "a URL with a password",
      change: variables({ MONGODB_URI: "mongodb+srv://user:pass@cluster.mongodb.net/db" }),
      says: inVariable("a URL with a password", "MONGODB_URI"),
    },
    {
      that: "a URL without one",
      change: variables({ MONGODB_URI: "mongodb://127.0.0.1:27017/db?user=a@b" }),
    },
    {
      that: "an AWS access key",
      change: variables({ KEY: `AKIA${"2".repeat(16)}` }),
      says: inVariable("an AWS access key", "KEY"),
    },
    {
      that: "the access key of temporary credentials",
      change: variables({ KEY: `ASIA${"2".repeat(16)}` }),
      says: inVariable("an AWS access key", "KEY"),
    },
    {
      that: "the access key of AWS's examples",
      change: variables({ KEY: "AKIAIOSFODNN7EXAMPLE" }),
    },
    {
      that: "a secret encrypted with a key of one's own",
      change: change({
        environment: { variables: { TOKEN: "t" } },
        kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1",
      }),
    },
    { that: "no environment", change: change({ environment: undefined }) },
    {
      that: "a value that is not known yet",
      change: variables({ ENDPOINT: UNKNOWN }),
      waitsFor: ["environment.variables.ENDPOINT"],
    },
    {
      that: "variables that are not known yet",
      change: change({ environment: UNKNOWN }),
      waitsFor: ["environment"],
    },
  ],
});

const archive = (text: string) => ({
  code: {
    [specialSigKey]: specialArchiveSig,
    assets: { "index.js": { [specialSigKey]: specialAssetSig, text } },
  },
});

describeRule(noSecretInCode, {
  compliant: [
    { ...lambdaFunction, props: { ...lambdaFunction.props, ...archive("exports.handler = 1") } },
  ],
  remedy: "Revoke it, and read the new one from AWS Secrets Manager.",
  broken: [
    {
      that: "a private key",
      change: change(archive("const key = `-----BEGIN RSA PRIVATE KEY-----`")),
      says: ['Function "events-function" has a private key in its code, in "index.js".'],
    },
    {
      that: "a token",
      change: change(archive(`fetch(url, { token: "ghp_${"a".repeat(36)}" })`)),
      says: ['Function "events-function" has a GitHub token in its code, in "index.js".'],
    },
    {
      that: "a URL made of variables",
      change: change(archive("const url = `https://${user}:${password}@host/`")),
    },
    {
      that: "code on disk",
      change: change({ code: { [specialSigKey]: specialArchiveSig, path: "code-with-secret" } }),
      says: ['Function "events-function" has an AWS access key in its code, in "settings.js".'],
    },
    {
      that: "code that is elsewhere",
      change: change({
        code: { [specialSigKey]: specialArchiveSig, uri: "https://example.com/code.zip" },
      }),
      waitsFor: ["code"],
    },
    {
      that: "code that is not known yet",
      change: change({ code: UNKNOWN }),
      waitsFor: ["code"],
    },
  ],
});

describeRule(tracingActive, {
  compliant,
  remedy: 'Set tracingConfig to { mode: "Active" }.',
  broken: [
    {
      that: "no tracing",
      change: change({ tracingConfig: undefined }),
      says: ['Function "events-function" is not traced.'],
    },
    {
      that: "tracing left to the caller",
      change: change({ tracingConfig: { mode: "PassThrough" } }),
      says: ['Function "events-function" is not traced.'],
    },
    {
      that: "a mode that is not known yet",
      change: change({ tracingConfig: { mode: UNKNOWN } }),
      waitsFor: ["tracingConfig.mode"],
    },
  ],
});
