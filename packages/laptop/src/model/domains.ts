import type { CustomDomain } from "./model";

/** The names of custom domains as hosts are compared: in lower case. */
export function namesOf(domains: readonly CustomDomain[]): string[] {
  return domains.map(({ domainName }) => domainName.toLowerCase());
}
