import type { Rule } from "./rule";
import { apiGatewayRules } from "./rules/apigateway";
import { tokenRules } from "./rules/authorization/tokens";
import { changeRules } from "./rules/changes/changes";
import { dynamodbRules } from "./rules/dynamodb";
import { endpointRules } from "./rules/endpoint/endpoint-enabled";
import { iamRules } from "./rules/iam";
import { roleRules } from "./rules/iam-roles";
import { roleUseRules } from "./rules/iam-use";
import { lambdaRules } from "./rules/lambda";
import { permissionRules } from "./rules/lambda-permissions";
import { functionUseRules } from "./rules/lambda-use";
import { kmsRules } from "./rules/kms";
import { logsRules } from "./rules/logs";
import { stackRules } from "./rules/stack";

/** Every rule, by service. */
export const RULES: Rule[] = [
  ...iamRules,
  ...roleRules,
  ...roleUseRules,
  ...lambdaRules,
  ...functionUseRules,
  ...permissionRules,
  ...apiGatewayRules,
  ...tokenRules,
  ...endpointRules,
  ...dynamodbRules,
  ...logsRules,
  ...kmsRules,
  ...stackRules,
  ...changeRules,
];
