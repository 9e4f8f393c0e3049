import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { authorizeToken } from "../handlers/authorization/authorize-token";
import { tokenVerifier } from "../handlers/authorization/verify-token";
import { JSON_LOGS } from "./view/json-logs";
import { Callback, type CallbackArgs } from "pulumi-callback";

type FunctionArgs = Pick<
  CallbackArgs<never, never, void>,
  "memorySize" | "reservedConcurrency" | "logRetentionDays" | "tracing" | "encryptionKeyArn"
>;

export interface TokenAuthorizerArgs extends FunctionArgs {
  api: apigatewayv2.Api;
  /** The OpenID Connect issuer of the tokens: a Cognito user pool, Auth0, or any other. */
  issuer: string;
  /** Audiences or app clients whose tokens are accepted, with commas between them. */
  audience: string;
  /** Claims that handlers get, with commas between them. */
  claims: string;
  /** Whether a connection ends when its token does. */
  endsConnection: boolean;
}

/** A handshake waits for it, and a person for the handshake. */
const TIMEOUT_SECONDS = 10;

/**
 * Lets in whoever has a token. WebSocket APIs have no JWT authorizer, so a function verifies the token. It is asked
 * once for each connection, and may do nothing but write its log.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export class TokenAuthorizer extends pulumi.ComponentResource {
  /** For the route `$connect`. */
  readonly authorizer: apigatewayv2.Authorizer;
  readonly function: lambda.Function;

  constructor(name: string, args: TokenAuthorizerArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:TokenAuthorizer", name, {}, options);
    this.function = new Callback(
      name,
      {
        memorySize: args.memorySize,
        timeout: TIMEOUT_SECONDS,
        reservedConcurrency: args.reservedConcurrency,
        logRetentionDays: args.logRetentionDays,
        tracing: args.tracing,
        loggingConfig: JSON_LOGS,
        encryptionKeyArn: args.encryptionKeyArn,
        environment: {
          TOKEN_ISSUER: args.issuer,
          TOKEN_AUDIENCE: args.audience,
          TOKEN_CLAIMS: args.claims,
          TOKEN_ENDS_CONNECTION: String(args.endsConnection),
        },
        allow: [],
        callbackFactory: () => authorizeToken(tokenVerifier()),
      },
      { parent: this },
    ).function;

    this.authorizer = new apigatewayv2.Authorizer(
      name,
      {
        apiId: args.api.id,
        authorizerType: "REQUEST",
        authorizerUri: this.function.invokeArn,
        // What every handshake has: API Gateway demands each identity source, and a token is in one place or the other.
        // So the function is invoked without a token too. Nothing else is lost, as WebSocket APIs cache no answer.
        identitySources: ["context.connectionId"],
      },
      { parent: this },
    );
    // Only this authorizer of this API may invoke the function.
    new lambda.Permission(
      name,
      {
        function: this.function.name,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${args.api.executionArn}/authorizers/${this.authorizer.id}`,
      },
      { parent: this },
    );
    this.registerOutputs({ authorizer: this.authorizer, function: this.function });
  }
}
