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
  let isBusy = false;
  const handOn = () => {
    onMessage(held.shift()!);
    // The event of this message is counted by then.
    setImmediate(goOn);
  };
  const goOn = () => {
    if (held.length > 0) return backlog.whenShort(connectionId, handOn);
    isBusy = false;
    webSocket.resume();
  };
  return (body) => {
    held.push(body);
    if (isBusy) return webSocket.pause();
    isBusy = true;
    backlog.whenShort(connectionId, handOn);
  };
}
