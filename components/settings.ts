import * as pulumi from "@pulumi/pulumi";

/** One setting: which values are allowed, and how to read one. */
export interface Setting<Value> {
  /** Completes "Set it to ...". */
  allowed: string;
  /** @returns undefined if the value is not allowed. */
  read(text: string): Value | undefined;
}

/** The retention periods that CloudWatch Logs accepts. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

/** An identity has these names already: whose token says `expiresAt` would decide when the connection ends. */
const CLAIM = "(?!(?:principalId|expiresAt|integrationLatency)(?:,|$))[^\\s,]+";

/** The allowed values of each setting. Pulumi.yaml declares the settings and their defaults. */
export const SETTINGS = {
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
  memorySize: integer(128, 10_240),
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
  timeout: integer(1, 29),
  reservedConcurrency: unlessZero(integer(-1)),
  connectConcurrency: unlessZero(integer(-1)),
  messagesPerSecond: integer(0),
  // API Gateway waits 29 seconds for the whole invocation.
  longestWait: integer(0, 28),
  connectionsPerInvocation: integer(1),
  postsPerSecond: integer(1),
  fanOutConcurrency: unlessZero(integer(-1)),
  throttlingRateLimit: integer(1),
  throttlingBurstLimit: integer(1),
  authorization: oneOf("NONE", "AWS_IAM", "JWT"),
  // The claim "iss", to the letter.
  issuer: matching(/^(https:\/\/[^\s?#]+)?$/, 'an HTTPS URL or ""'),
  audience: matching(/^([^\s,]+(, ?[^\s,]+)*)?$/, "names without spaces, with commas between them"),
  claims: matching(
    new RegExp(`^(${CLAIM}(, ?${CLAIM})*)?$`),
    "names without spaces, with commas between them, and none of principalId, expiresAt and integrationLatency",
  ),
  endWithToken: oneOf(true, false),
  publisher: oneOf(true, false),
  domain: matching(/^(([a-z0-9-]+\.)+[a-z]{2,})?$/, 'a domain name or ""'),
  zone: matching(/^(Z[A-Z0-9]+)?$/, 'the ID of a hosted zone or ""'),
  logRetentionDays: oneOf(...RETENTION_DAYS),
  store: oneOf("dynamodb", "mongodb"),
  // https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions
  mongodbDatabase: matching(/^[^/\\. "$*<>:|?]{0,63}$/, "a name of 63 characters at most"),
  vpc: oneOf(true, false),
  databaseAddresses: matching(
    /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}(, ?\d{1,3}(\.\d{1,3}){3}\/\d{1,2})*$/,
    "IPv4 CIDR blocks such as 203.0.113.0/24, with commas between them",
  ),
  accessLogs: oneOf(true, false),
  tracing: oneOf(true, false),
  encryptionKey: oneOf(true, false),
  protectTable: oneOf(true, false),
  dashboard: oneOf(true, false),
  alarms: oneOf(true, false),
  alarmEmail: matching(/^([^\s@]+@[^\s@]+)?$/, 'an e-mail address or ""'),
};

type Values<Given> = {
  [Name in keyof Given]: Given[Name] extends Setting<infer Value> ? Value : never;
};

export type Settings = Values<typeof SETTINGS>;

/**
 * The settings of the current stack.
 * @param declared which settings the program has: the app's, or some of them and its own.
 * @throws RunError that names every setting with a value that is not allowed.
 */
export function readSettings<Declared extends Record<string, Setting<unknown>> = typeof SETTINGS>(
  config = new pulumi.Config(),
  declared = SETTINGS as unknown as Declared,
): Values<Declared> {
  const refusals: string[] = [];
  const entries = Object.entries(declared).map(([name, setting]) => {
    const text = config.require(name);
    const value = setting.read(text);
    if (value === undefined)
      refusals.push(
        `Configuration "${config.name}:${name}" is "${text}". Set it to ${setting.allowed}.`,
      );
    return [name, value] as const;
  });
  const settings: Partial<Settings> = Object.fromEntries(entries);
  if (settings.authorization === "JWT")
    for (const name of ["issuer", "audience"] as const)
      if (settings[name] === "")
        refusals.push(
          `Configuration "${config.name}:${name}" is empty, and authorization is "JWT". Set it to the ${name} of the tokens.`,
        );
  if (settings.domain && settings.zone === "")
    refusals.push(
      `Configuration "${config.name}:zone" is empty, and domain is "${settings.domain}". Set it to the ID of its hosted zone.`,
    );
  if (refusals.length > 0) throw new pulumi.RunError(refusals.join("\n"));
  return settings as Values<Declared>;
}

/** A whole number between bounds, both included. */
export function integer(min: number, max = Infinity): Setting<number> {
  const read = (text: string) => {
    const value = Number(text);
    return /^-?\d+$/.test(text) && value >= min && value <= max ? value : undefined;
  };
  const bounds = max === Infinity ? `of ${min} or more` : `from ${min} to ${max}`;
  return { allowed: `a whole number ${bounds}`, read };
}

function unlessZero({ allowed, read }: Setting<number>): Setting<number> {
  return { allowed: `${allowed} that is not 0`, read: (text) => read(text) || undefined };
}

function oneOf<Value extends string | number | boolean>(...values: Value[]): Setting<Value> {
  const names = values.map(String);
  const allowed = `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
  return { allowed, read: (text) => values[names.indexOf(text)] };
}

function matching(pattern: RegExp, allowed: string): Setting<string> {
  return { allowed, read: (text) => (pattern.test(text) ? text : undefined) };
}
