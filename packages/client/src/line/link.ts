import { framesOf } from "./limits";
import type { Options } from "../options";
import { builtIn, findWs, type WebSocketLike } from "./web-socket";

/** One WebSocket, from its attempt to its end. */
export interface Link {
  /** NaN until it is open. */
  openedAt: number;
  /** When something was received last. */
  heardAt: number;
  /** When something must have been received. */
  due: number;
  /** The rooms that were asked for on it. */
  readonly rooms: Set<string>;
  /** Settles when the WebSocket is closed. */
  readonly closed: Promise<void>;
  send(text: string): void;
  /** Gives it up. */
  fail(reason: string): void;
  /** Closes it. Nothing more is received. */
  close(): void;
}

interface Handlers {
  onOpen(link: Link): void;
  onText(link: Link, text: string): void;
  onEnd(link: Link, reason: string): void;
}

const OPEN = 1;

export function openLink(
  { url, WebSocket: given }: Pick<Options<never, never>, "url" | "WebSocket">,
  due: number,
  { onOpen, onText, onEnd }: Handlers,
): Link {
  let socket: WebSocketLike | undefined;
  let isOver = false;
  let setClosed: () => void;

  const link: Link = {
    openedAt: NaN,
    heardAt: NaN,
    due,
    rooms: new Set(),
    closed: new Promise((resolve) => (setClosed = resolve)),
    send(text) {
      if (socket?.readyState !== OPEN) return;
      // Only `ws` lets a program choose the frames of a message.
      if (!socket.terminate) return socket.send(text);
      const frames = framesOf(text);
      frames.forEach((frame, i) =>
        socket!.send(frame, { binary: false, fin: i === frames.length - 1 }),
      );
    },
    fail(reason) {
      if (isOver) return;
      link.close();
      // What is cut answers no Close frame.
      socket?.terminate?.();
      onEnd(link, reason);
    },
    close() {
      isOver = true;
      if (socket) socket.close(1000);
      else setClosed();
    },
  };

  const start = async () => {
    const target = await (typeof url === "function" ? url() : url);
    const WebSocket = given ?? builtIn() ?? (await findWs());
    if (isOver) return;
    const { url: address, protocols } =
      typeof target === "string" || target instanceof URL ? { url: target } : target;
    socket = new WebSocket(String(address), protocols);
    // What `ws` knows of a failure is in no other event; browsers say nothing at all.
    let failure = "";
    socket.onerror = ({ message }: { message?: string }) => (failure = message ?? "");
    socket.onopen = () => isOver || onOpen(link);
    socket.onmessage = ({ data }) => isOver || onText(link, String(data));
    socket.onclose = ({ code, reason }) => {
      setClosed();
      link.fail(failure || `${code} ${reason}`);
    };
  };
  start().catch((error: unknown) => link.fail(String(error)));
  return link;
}
