import type { Project } from "./project";

/** Where the program's resources pretend to be. */
export interface Surroundings {
  region: string;
  accountId: string;
  /** `HOST:PORT` of the gateway on this laptop. */
  gatewayHost: string;
}

/** The account that AWS's documentation uses for examples. */
const ACCOUNT_ID = "123456789012";

/** The region of a program whose stack names none. */
export const DEFAULT_REGION = "us-east-1";

/** The only place that decides on account and region. */
export function surroundingsOf(
  { configuration }: Pick<Project, "configuration">,
  gatewayHost = "127.0.0.1:3000",
): Surroundings {
  const region = configuration.values["aws:region"] ?? DEFAULT_REGION;
  return { region, accountId: ACCOUNT_ID, gatewayHost };
}
