import type { LambdaFunction } from "../../model/model";
import type { Caller } from "./caller-context";
import type { IssuedCredentials } from "./credentials";
import type { RolePolicies } from "./role-policies";

/** Finds the caller of a request by the credentials that signed it. */
export class Callers {
  /** Callers that were already found. */
  readonly #known = new WeakMap<IssuedCredentials, Caller>();

  /** @param roles by their ARNs. */
  constructor(
    private readonly functions: readonly LambdaFunction[],
    private readonly roles: ReadonlyMap<string, RolePolicies>,
  ) {}

  /** @returns undefined if the role of the credentials no longer exists. */
  of(credentials: IssuedCredentials): Caller | undefined {
    let caller = this.#known.get(credentials);
    if (!caller) {
      caller = this.#find(credentials);
      if (caller) this.#known.set(credentials, caller);
    }
    return caller;
  }

  #find(credentials: IssuedCredentials): Caller | undefined {
    const role = this.roles.get(credentials.roleArn)?.role;
    if (!role) return undefined;
    const ofRole = this.functions.filter(({ roleArn }) => roleArn === role.arn);
    const found = ofRole.find(({ name }) => name === credentials.sessionName) ?? ofRole[0];
    const sessionName = credentials.sessionName ?? found?.name ?? role.name;
    return { credentials, role, function: found, sessionName };
  }
}
