/** Where to connect, and the subprotocols: a token can be one. */
export type Target = string | URL | { url: string | URL; protocols?: string | string[] };
