import { isIP } from "node:net";
import { handshakeText } from "pulumi-laptop/test/support/gateway/raw-connection";
import { presign, sign } from "pulumi-laptop/src/iam/signature/sign";
import { mask } from "./mask";
import type { Addresses, ApiName, Signer } from "./target";
import { openWire, type Answer, type Wire } from "./wire";

export interface ProbeOptions {
  addresses: Addresses;
  signer: Signer | undefined;
  /** Lets time pass: real time, or that of a test's clock. */
  wait(ms: number): Promise<void>;
}

export interface RequestOptions {
  headers?: string[];
  body?: string | Buffer;
}

/** An open WebSocket connection. */
export interface ProbeConnection extends Wire {
  id: string;
}

/** What a case does things with, from outside. Ends all that was opened. */
export class Probe {
  readonly wait: ProbeOptions["wait"];
  readonly #addresses: Addresses;
  readonly #signer: Signer | undefined;
  readonly #known = new Map<string, string>();
  readonly #wires = new Set<Wire>();

  constructor({ addresses, signer, wait }: ProbeOptions) {
    this.#addresses = addresses;
    this.#signer = signer;
    this.wait = wait;
    for (const { host, hostname } of Object.values(addresses)) {
      this.#known.set(host, "HOST");
      // An address alone may be that of this machine, which is masked as one.
      if (!isIP(hostname.replace(/^\[|\]$/g, ""))) this.#known.set(hostname, "HOST");
    }
  }

  /** A bare connection to the host of an API. */
  wire(api: ApiName = "api"): Wire {
    const wire = openWire(this.#addresses[api]);
    this.#wires.add(wire);
    return wire;
  }

  /** The text of a handshake. @param path after the stage, with the query. */
  handshakeText(api: ApiName, path: string, headers: string[] = []): string {
    const { host, pathname } = this.#addresses[api];
    return handshakeText(`${pathname.replace(/\/$/, "")}${path}`, headers, host);
  }

  /** Sends a handshake. @returns the answer. */
  async handshake(api: ApiName, path = "", headers: string[] = []): Promise<Answer> {
    const wire = this.wire(api);
    wire.write(this.handshakeText(api, path, headers));
    const answer = await wire.answer();
    wire.reset();
    return answer;
  }

  /** Opens a WebSocket connection. @throws Error with the answer if it is refused. */
  async open(api: ApiName = "api"): Promise<Wire> {
    const wire = this.wire(api);
    wire.write(this.handshakeText(api, ""));
    const answer = await wire.answer();
    if (!answer[0]?.startsWith("HTTP/1.1 101")) throw new Unexpected(answer);
    return wire;
  }

  /** Opens one whose ID the function tells. */
  async openKnown(): Promise<ProbeConnection> {
    const wire = await this.open();
    wire.text('{"action":"whoami"}');
    const frame = await wire.next();
    const [, id] = /^text "([\w=+/-]{4,64})"$/.exec(frame) ?? [];
    if (id === undefined) throw new Unexpected([frame]);
    this.#known.set(id, "CONNECTION").set(encodeURIComponent(id), "CONNECTION");
    return { ...wire, id };
  }

  /** Sends a request. @param path after the stage. */
  async request(
    api: ApiName,
    method: string,
    path: string,
    { headers = [], body }: RequestOptions = {},
  ): Promise<Answer> {
    const { host, pathname } = this.#addresses[api];
    const bytes = Buffer.from(body ?? "");
    const wire = this.wire(api);
    const lines = [
      `${method} ${pathname.replace(/\/$/, "")}${path} HTTP/1.1`,
      `Host: ${host}`,
      ...headers,
      ...(body === undefined ? [] : [`Content-Length: ${bytes.length}`]),
    ];
    wire.write(`${lines.join("\r\n")}\r\n\r\n`);
    if (bytes.length > 0) wire.write(bytes);
    const answer = await wire.answer(method);
    wire.reset();
    return answer;
  }

  /** Calls the management API, signed. @param extra headers that are sent and not signed. */
  async manage(
    method: string,
    connectionId: string,
    body: string | Buffer = "",
    extra: string[] = [],
  ): Promise<Answer> {
    if (!this.#signer) throw new NotSigned();
    const { host, pathname } = this.#addresses.api;
    const path = `/@connections/${encodeURIComponent(connectionId)}`;
    const headers = await sign(
      { method, url: `${pathname}${path}`, headers: { host }, body: Buffer.from(body) },
      { ...this.#signer, sessionToken: this.#signer.sessionToken ?? "" },
      { service: "execute-api", region: this.#signer.region, nowMs: Date.now() },
    );
    const lines = Object.entries(headers)
      .filter(([name]) => name !== "host")
      .map(([name, value]) => `${name}: ${value}`);
    return this.request("api", method, path, { headers: [...lines, ...extra], body });
  }

  /** Calls the management API with a signature in the query. */
  async managePresigned(
    method: string,
    connectionId: string,
    expiresSeconds: number,
  ): Promise<Answer> {
    if (!this.#signer) throw new NotSigned();
    const { origin, pathname } = new URL(this.#addresses.api.href.replace(/^ws/, "http"));
    const url = new URL(`${origin}${pathname}/@connections/${encodeURIComponent(connectionId)}`);
    const { region, sessionToken = "", ...keys } = this.#signer;
    const signed = await presign(
      url.href,
      { ...keys, sessionToken },
      { region, nowMs: Date.now(), expiresSeconds: 60 },
    );
    // The signer refuses what the service is to be asked.
    const { pathname: path, search } = new URL(signed);
    const query = search.replace("X-Amz-Expires=60", `X-Amz-Expires=${expiresSeconds}`);
    return this.request("api", method, `${path.slice(pathname.length)}${query}`);
  }

  /** Masks what was observed. */
  masked(lines: string[]): string[] {
    return mask(lines, this.#known);
  }

  close(): void {
    for (const wire of this.#wires) wire.reset();
    this.#wires.clear();
  }
}

/** A case came across what it does not ask about. What was seen is its observation. */
export class Unexpected extends Error {
  constructor(readonly lines: string[]) {
    super(lines.join("\n"));
  }
}

/** A case needs credentials, and there are none. */
export class NotSigned extends Error {}
