import type { Project } from "./project";

/** Where resources pretend to be, and what their provider adds to them. */
export interface Place {
  region: string;
  accountId: string;
  /** Tags that the provider adds to every resource. */
  defaultTags?: Record<string, string>;
}

/** Where the program's resources pretend to be, unless an explicit provider says otherwise. */
export interface Surroundings extends Place {
  /** `HOST:PORT` of the gateway on this laptop. */
  gatewayHost: string;
}

/** The account that AWS's documentation uses for examples. */
const ACCOUNT_ID = "123456789012";

const DEFAULT_REGION = "us-east-1";

/** The region if no provider and no stack names one, in the order of the AWS provider. */
export function defaultRegion(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.AWS_REGION || environment.AWS_DEFAULT_REGION || DEFAULT_REGION;
}

/** What the stack's configuration and the environment say of account and region. */
export function surroundingsOf(
  { configuration }: Pick<Project, "configuration">,
  gatewayHost = "127.0.0.1:3000",
  environment: NodeJS.ProcessEnv = process.env,
): Surroundings {
  const settings = Object.entries(configuration.values).flatMap(([key, value]) =>
    key.startsWith("aws:") ? [[key.slice("aws:".length), value] as const] : [],
  );
  const place = { region: defaultRegion(environment), accountId: ACCOUNT_ID };
  return { ...placeOf(Object.fromEntries(settings), place), gatewayHost };
}

/**
 * The place that a provider is configured for. Credentials and profiles are not read: nothing reaches AWS.
 * @param settings of aws.Provider, each a string, or JSON in one.
 * https://www.pulumi.com/registry/packages/aws/api-docs/provider/
 */
export function placeOf(settings: Record<string, unknown>, otherwise: Place): Place {
  const { region, defaultTags, assumeRoles, assumeRole, allowedAccountIds } = settings;
  const [role] = parsed<{ roleArn?: string }[]>(assumeRoles) ?? [];
  const { roleArn } = role ?? parsed<{ roleArn?: string }>(assumeRole) ?? {};
  const [allowed] = parsed<unknown[]>(allowedAccountIds) ?? [];
  const tags = parsed<{ tags?: Record<string, string> }>(defaultTags)?.tags;
  const accountId = roleArn?.split(":")[4] ?? allowed ?? otherwise.accountId;
  return {
    ...otherwise,
    region: typeof region === "string" && region !== "" ? region : otherwise.region,
    accountId: String(accountId),
    ...(tags && { defaultTags: tags }),
  };
}

/** The value of JSON text; undefined for anything else, such as a value that a preview does not know. */
function parsed<T>(text: unknown): T | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return (JSON.parse(text) as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}
