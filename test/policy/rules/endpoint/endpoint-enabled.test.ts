import { endpointEnabled } from "../../../../policy/rules/endpoint/endpoint-enabled";
import { lambdaFunction, resourceOf } from "../../support/resources";
import { describeRule, UNKNOWN } from "../../support/rule-table";

const HOST = "x5dq2mb9qi.execute-api.us-east-1.amazonaws.com";

const api = resourceOf("apigatewayv2/api:Api", "websockets", {
  id: "x5dq2mb9qi",
  apiEndpoint: `wss://${HOST}`,
  disableExecuteApiEndpoint: true,
});
const stage = resourceOf("apigatewayv2/stage:Stage", "stage", {
  apiId: "x5dq2mb9qi",
  invokeUrl: `wss://${HOST}/prod`,
});
const posting = (address: string) => ({
  "events-function": { environment: { variables: { MANAGEMENT_ENDPOINT: address } } },
});
const says = [
  'Function "events-function" posts to the default endpoint of Api "websockets", which is disabled, by the variable MANAGEMENT_ENDPOINT.',
];

describeRule(endpointEnabled, {
  compliant: [api, stage, lambdaFunction],
  remedy: "Set the variable to the custom domain: `https://${domain.domainName}`.",
  broken: [
    { that: "the stage's URL", change: posting(`https://${HOST}/prod`), says },
    { that: "a path below it", change: posting(`${HOST}/prod/@connections`), says },
    { that: "the API's endpoint alone", change: posting(`https://${HOST}`), says },
    { that: "the custom domain", change: posting("https://ws.example.com") },
    { that: "another API with a longer name", change: posting(`https://${HOST}.example.com/prod`) },
    {
      that: "the stage's URL of an API that has it enabled",
      change: {
        ...posting(`https://${HOST}/prod`),
        websockets: { disableExecuteApiEndpoint: false },
      },
    },
    { that: "an address that is not known yet", change: posting(UNKNOWN) },
  ],
});
