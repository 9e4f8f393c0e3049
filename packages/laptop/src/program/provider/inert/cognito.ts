import { regionalName } from "../../../shared/aws-names";
import { arn, hash, uuid } from "../identifiers";
import { autoName, type Create } from "../request";

/** User pools and their clients, with IDs of the form that Amazon Cognito gives. */
export const COGNITO: Record<string, Create> = {
  "aws:cognito/userPool:UserPool": (request) => {
    const id = `${request.region}_${hash(request.urn, 9)}`;
    const endpoint = `cognito-idp.${regionalName(request.region)}/${id}`;
    return {
      id,
      defaults: { name: autoName(request) },
      computed: { arn: arn(request, "cognito-idp", `userpool/${id}`), endpoint },
    };
  },
  "aws:cognito/userPoolClient:UserPoolClient": (request) => ({
    id: hash(request.urn, 26),
    defaults: { name: autoName(request) },
    computed: request.inputs.generateSecret
      ? { clientSecret: hash(`${request.urn} secret`, 48) }
      : {},
  }),
  "aws:cognito/userPoolDomain:UserPoolDomain": ({ urn, inputs }) => ({
    id: String(inputs.domain),
    defaults: {},
    computed: { cloudfrontDistribution: `d${hash(urn, 13)}.cloudfront.net` },
  }),
  "aws:cognito/identityPool:IdentityPool": (request) => {
    const id = `${request.region}:${uuid(request.urn)}`;
    return {
      id,
      defaults: {},
      computed: { arn: arn(request, "cognito-identity", `identitypool/${id}`) },
    };
  },
};
