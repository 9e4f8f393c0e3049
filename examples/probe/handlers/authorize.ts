/** What API Gateway asks an authorizer, in either format. */
export interface AuthorizerEvent {
  version?: string;
  methodArn?: string;
  queryStringParameters?: Record<string, string>;
}

/** Decides as the query `do` says. */
export async function authorize(event: AuthorizerEvent): Promise<object> {
  const task = event.queryStringParameters?.do;
  if (task === "unauthorized") throw new Error("Unauthorized");
  if (task === "fail") throw new Error("As asked.");
  if (event.version === "2.0") return { isAuthorized: task !== "deny" };
  const Effect = task === "deny" ? "Deny" : "Allow";
  const Statement = [{ Effect, Action: "execute-api:Invoke", Resource: event.methodArn }];
  return {
    principalId: "probe",
    policyDocument: { Version: "2012-10-17", Statement },
    // A response has 8 KB at most.
    ...(task === "large" && { context: { large: "x".repeat(9000) } }),
  };
}
