import type { HttpFault } from "../answer";

/** What events hold of an authorization, by payload format, and the access log as `$context.authorizer`. */
export interface Authorized {
  events: Record<"1.0" | "2.0", { authorizer?: object }>;
  logged?: object;
}

export type Authorization = Authorized | { fault: HttpFault; logged?: object };

/** A route without an authorizer. */
export const UNASKED: Authorized = { events: { "1.0": {}, "2.0": {} } };
