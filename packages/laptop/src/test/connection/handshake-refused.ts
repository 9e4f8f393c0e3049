/** What a handshake says beside its URL. */
export interface HandshakeOptions {
  headers?: Record<string, string>;
  /** Subprotocols that are offered. */
  protocols?: string | string[];
}

/** A handshake that the gateway refused. */
export class HandshakeRefused extends Error {
  constructor(
    message: string,
    readonly status: number,
    /** By lower-case name. */
    readonly headers: Record<string, string>,
    readonly body: string,
  ) {
    super(message);
    this.name = "HandshakeRefused";
  }
}
