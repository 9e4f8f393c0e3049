import type { WebSocket } from "ws";
import type { Backlog } from "../../lambda/pool/backlog";

/**
 * Hands on the messages of a connection in their order. While too many of its events wait for an environment, it
 * reads no further; what came with the last bytes is held, which are 64 KB at most.
 */
export function holdBack(
  connectionId: string,
  webSocket: Pick<WebSocket, "pause" | "resume">,
  backlog: Backlog | undefined,
  onMessage: (body: string) => void,
): (body: string) => void {
  if (!backlog) return onMessage;
  const held: string[] = [];
  const handOn = () => {
    if (backlog.isLong(connectionId, handOn)) return webSocket.pause();
    onMessage(held.shift()!);
    if (held.length === 0) return webSocket.resume();
    // The event of this message is counted by then.
    setImmediate(handOn);
  };
  return (body) => {
    held.push(body);
    if (held.length === 1) handOn();
  };
}
