import type { CalledFunction } from "../../model/model";

/** An HTTP request to a service, as it arrived. */
export interface SignedRequest {
  method: string;
  /** Path and query, undecoded. */
  url: string;
  /** By lower-case name. */
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Why a request is refused: AWS's own status, error type and message. */
export interface Denial {
  status: number;
  /** For example `AccessDeniedException`. */
  type: string;
  /** Empty if AWS says no more than the type. */
  message: string;
  /** Why Lambda throttles an invocation. */
  reason?: "ConcurrentInvocationLimitExceeded";
}

/** Values by the name of the condition key. */
export type ConditionValues = Record<string, string | string[]>;

/** What a caller wants to do. */
export interface Action {
  /** For example `dynamodb:Scan`. */
  action: string;
  /** The resource's ARN. */
  resource: string;
  /** Values of condition keys, for example `{ "dynamodb:LeadingKeys": ["a"] }`. A function is called only if needed. */
  context?: ConditionValues | (() => ConditionValues);
}

/** Decides who may do what, by signatures, roles and function permissions. */
export interface AccessControl {
  /**
   * Verifies a request's signature (SigV4) and asks the role of the caller for every action.
   * @param service the service name in the credential scope, for example `dynamodb` or `execute-api`.
   * @returns undefined if the request is allowed.
   */
  check(request: SignedRequest, service: string, actions: Action[]): Denial | undefined;

  /** Who signed a request, as IAM's `aws:userid`; empty if nobody known did. The signature is not checked. */
  userIdOf?(request: Pick<SignedRequest, "headers">): string;

  /** Holds a call back before it is checked, as a slow service would. Undefined if it goes on at once. */
  hold?(request: Pick<SignedRequest, "headers">, actions: Action[]): Promise<void> | undefined;

  /**
   * Whether API Gateway may invoke a function on behalf of a route or an authorizer, or EventBridge for a rule.
   * @param sourceArn for example `arn:aws:execute-api:us-east-1:123456789012:{api}/{stage}/$connect`.
   */
  mayInvoke(called: CalledFunction, sourceArn: string): boolean;
}

/** Allows everything: for tests of other things. */
export const unrestricted: AccessControl = { check: () => undefined, mayInvoke: () => true };
