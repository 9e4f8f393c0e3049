import { once } from "node:events";
import { WebSocket } from "ws";

/** A message of the inspector. https://chromedevtools.github.io/devtools-protocol/v8/ */
export interface InspectorMessage {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
}

/** A debugger that is attached to a process. */
export class TestDebugger {
  readonly #socket: WebSocket;
  readonly #messages: InspectorMessage[] = [];
  readonly #waiting = new Set<() => void>();
  #id = 0;

  /** @param log that names the address: `Debugger listening on ws://...`. */
  static async attach(log: string): Promise<TestDebugger> {
    const [address] = /ws:\/\/127\.0\.0\.1:\d+\/\S+/.exec(log)!;
    const socket = new WebSocket(address);
    await once(socket, "open");
    return new TestDebugger(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      this.#messages.push(JSON.parse(data.toString()) as InspectorMessage);
      for (const look of this.#waiting) look();
    });
  }

  /** @returns the answer. */
  send(method: string, params = {}): Promise<InspectorMessage> {
    const id = ++this.#id;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return this.#next((message) => message.id === id);
  }

  /** The next message of this kind that was not taken yet. */
  event(method: string): Promise<InspectorMessage> {
    return this.#next((message) => message.method === method);
  }

  close(): void {
    this.#socket.close();
  }

  #next(isWanted: (message: InspectorMessage) => boolean): Promise<InspectorMessage> {
    return new Promise((resolve) => {
      const look = () => {
        const at = this.#messages.findIndex(isWanted);
        if (at < 0) return;
        this.#waiting.delete(look);
        resolve(this.#messages.splice(at, 1)[0]!);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
