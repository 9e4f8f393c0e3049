import type { WebSocket } from "ws";
import type { Backlog } from "../../lambda/pool/backlog";

/**
 * Hands on the messages of a connection in their order. While too many of its events wait for an environment, it
 * reads no further; what came with the last bytes is held, which are 64 KB at most. Handshakes are held the same way.
 */
export function holdBack<T = string>(
  sender: string,
  webSocket: Pick<WebSocket, "pause" | "resume">,
  backlog: Backlog | undefined,
  onMessage: (message: T) => void,
): (message: T) => void {
  if (!backlog) return onMessage;
  const held: T[] = [];
  let isBusy = false;
  const handOn = () => {
    onMessage(held.shift()!);
    // The event of this message is counted by then.
    setImmediate(goOn);
  };
  const goOn = () => {
    if (held.length > 0) return backlog.whenShort(sender, handOn);
    isBusy = false;
    webSocket.resume();
  };
  return (message) => {
    held.push(message);
    if (isBusy) return webSocket.pause();
    isBusy = true;
    backlog.whenShort(sender, handOn);
  };
}
