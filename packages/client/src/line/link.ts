import type { Target } from "../target";
import { platforms, type WebSocketClass, type WebSocketLike } from "./web-socket";

/** One WebSocket, from its attempt to its end. */
export interface Link {
  /** NaN until it is open. */
  openedAt: number;
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

/** Where links lead, and what they are made of. */
export interface Source {
  url: Target | (() => Target | Promise<Target>);
  WebSocket?: WebSocketClass;
}

interface Handlers {
  onOpen(link: Link): void;
  onText(link: Link, text: string): void;
  onEnd(link: Link, reason: string): void;
}

/** An error has a message, except in browsers and from Node.js 24 on; an end has a code, and may have a reason. */
interface Ended {
  message?: string;
  code?: number | string;
  reason?: string;
}

export function openLink(
  { url, WebSocket: given }: Source,
  due: number,
  { onOpen, onText, onEnd }: Handlers,
): Link {
  let socket: WebSocketLike | undefined;
  let isOver = false;
  let setClosed: () => void;

  const link: Link = {
    openedAt: NaN,
    due,
    rooms: new Set(),
    closed: new Promise((resolve) => (setClosed = resolve)),
    send(text) {
      if (socket?.readyState === 1) socket.send(text);
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
    const WebSocket = given ?? (await platforms());
    if (isOver) return;
    const { url: address = target, protocols } = target as Exclude<typeof target, string | URL>;
    socket = new WebSocket(String(address), protocols);
    socket.onopen = () => isOver || onOpen(link);
    socket.onmessage = ({ data }) => isOver || onText(link, String(data));
    // In Node.js 22, no other event follows the error of a handshake. Where it says nothing, an end does.
    socket.onerror = socket.onclose = ({ message, code = "", reason = "" }: Ended) => {
      const why = message || code + (reason && " " + reason);
      if (why) {
        setClosed();
        link.fail(why);
      }
    };
  };
  start().catch((error: unknown) => link.fail(String(error)));
  return link;
}
