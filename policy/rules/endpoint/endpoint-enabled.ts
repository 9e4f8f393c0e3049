import { FUNCTION, settingsOf } from "../../properties/functions";
import { isUnknown } from "../../properties/values";
import { violation, type StackRule } from "../../rule";

const API = "aws:apigatewayv2/api:Api";
const STAGE = "aws:apigatewayv2/stage:Stage";
const SCHEME = /^(https?|wss?):\/\//;

export const endpointEnabled: StackRule = {
  name: "lambda-endpoint-enabled",
  description: "No function posts to the default endpoint of an API that has disabled it.",
  severity: "high",
  level: { lenient: "mandatory", strict: "mandatory" },
  remediation: "Set the variable to the custom domain: `https://${domain.domainName}`.",
  url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
  equals: [],
  types: [FUNCTION, API, STAGE],
  *checkStack(resources) {
    const apis = resources.filter(
      ({ type, props }) => type === API && props.disableExecuteApiEndpoint === true,
    );
    const stages = resources.filter(({ type }) => type === STAGE);
    for (const api of apis) {
      const own = stages.filter(({ props }) => props.apiId === api.props.id);
      const endpoints = [api.props.apiEndpoint, ...own.map(({ props }) => props.invokeUrl)].filter(
        (each): each is string => typeof each === "string" && !isUnknown(each),
      );
      for (const resource of resources.filter(({ type }) => type === FUNCTION)) {
        const variables = settingsOf(settingsOf(resource.props.environment).variables);
        for (const [name, value] of Object.entries(variables)) {
          const address = String(value).replace(SCHEME, "");
          if (endpoints.some((each) => isBelow(address, each.replace(SCHEME, ""))))
            yield violation(
              resource,
              `posts to the default endpoint of Api "${api.name}", which is disabled, by the variable ${name}.`,
            );
        }
      }
    }
  },
};

function isBelow(address: string, endpoint: string): boolean {
  return address === endpoint || address.startsWith(`${endpoint}/`);
}

export const endpointRules = [endpointEnabled];
