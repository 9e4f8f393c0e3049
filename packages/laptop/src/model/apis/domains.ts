import { textOf, type OfType } from "../declared";
import type { CustomDomain } from "../model";

/** The names of custom domains as hosts are compared: in lower case. */
export function namesOf(domains: readonly CustomDomain[]): string[] {
  return domains.map(({ domainName }) => domainName.toLowerCase());
}

/** The custom domain names with their API mappings. */
export function buildDomains(ofType: OfType): CustomDomain[] {
  return ofType("aws:apigatewayv2/domainName:DomainName").map((domain) => ({
    domainName: textOf(domain.outputs.domainName),
    mappings: ofType("aws:apigatewayv2/apiMapping:ApiMapping")
      .filter(({ outputs }) => outputs.domainName === domain.id)
      .map(({ outputs }) => ({
        key: textOf(outputs.apiMappingKey),
        apiId: textOf(outputs.apiId),
        stage: textOf(outputs.stage),
      })),
  }));
}
