/** What stays on this machine unless it is asked for, when the stages are open to a network. */
export const EXPOSABLE = ["page", "management", "dynamodb", "invoke"] as const;

export type Exposable = (typeof EXPOSABLE)[number];

/** Where to listen. */
export interface Exposure {
  /** The host or address of the stages. */
  host: string;
  /** What else other machines may reach. */
  expose: readonly Exposable[];
}

/** Nothing but this machine. */
export const LOCAL: Exposure = { host: "127.0.0.1", expose: [] };

/** The host for a server of its own: this machine alone, unless it is exposed. */
export function hostFor(name: Exposable, { host, expose }: Exposure): string {
  return expose.includes(name) ? host : LOCAL.host;
}
