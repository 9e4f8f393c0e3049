import { WebSocket } from "ws";
import type { Journal } from "../../shared/journal";
import { ActionError } from "./actions";

const MAX_CONNECTIONS = 100;

/** What the header User-Agent of test connections begins with: the page knows them by it. */
export const TEST_USER_AGENT = "page/";

/** Connections that a page opens. They stay open when the page is closed and end with the service. */
export class TestConnections {
  readonly #open = new Map<string, WebSocket>();
  #count = 0;

  constructor(private readonly journal: Journal) {}

  /**
   * @param token presented as a browser does: as a subprotocol.
   * @param host the header Host, if it is not the URL's.
   * @returns the connection's ID, from the journal.
   */
  async open(
    url: string,
    { token, host }: { token?: string | undefined; host?: string | undefined } = {},
  ): Promise<{ connectionId: string }> {
    if (this.#open.size >= MAX_CONNECTIONS)
      throw new ActionError(`${MAX_CONNECTIONS} test connections are open. Close one.`);
    const userAgent = `${TEST_USER_AGENT}${++this.#count}`;
    const connected = this.#hear(userAgent);
    const protocols = token === undefined ? [] : ["bearer", token];
    const headers = { "User-Agent": userAgent, ...(host !== undefined && { Host: host }) };
    const webSocket = new WebSocket(url, protocols, { headers });
    try {
      await opened(webSocket);
    } catch (error) {
      connected.cancel();
      throw error;
    }
    webSocket.on("error", () => undefined);
    const connectionId = await connected.id;
    this.#open.set(connectionId, webSocket);
    webSocket.once("close", () => this.#open.delete(connectionId));
    return { connectionId };
  }

  /** @returns false if it is not a test connection. */
  send(connectionId: string, message: string): boolean {
    const webSocket = this.#open.get(connectionId);
    webSocket?.send(message);
    return webSocket !== undefined;
  }

  /** @returns false if it is no test connection. */
  closeOne(connectionId: string): boolean {
    const webSocket = this.#open.get(connectionId);
    webSocket?.close(1000);
    return webSocket !== undefined;
  }

  close(): void {
    for (const webSocket of this.#open.values()) webSocket.terminate();
  }

  /** The ID of the next connection with this header. */
  #hear(userAgent: string): { id: Promise<string>; cancel(): void } {
    let cancel = () => {};
    const id = new Promise<string>((resolve) => {
      cancel = this.journal.subscribe((entry) => {
        if (entry.event !== "connect" || entry.userAgent !== userAgent) return;
        cancel();
        resolve(String(entry.connectionId));
      });
    });
    return { id, cancel: () => cancel() };
  }
}

/** @throws ActionError with the status of a handshake that is refused. */
async function opened(webSocket: WebSocket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    webSocket.once("open", resolve);
    webSocket.once("unexpected-response", (_request, { statusCode }) => {
      webSocket.terminate();
      reject(new ActionError(`The handshake was refused with status ${statusCode}.`));
    });
    webSocket.on("error", reject);
  });
}
