import type { Duplex } from "node:stream";
import type { Backlog } from "../../lambda/pool/backlog";
import { destroyOnEnd } from "../../shared/destroy-on-end";
import { holdBack } from "../message/hold-back";

/** Whose the events of handshakes are: they take turns as if one connection sent them. No connection has this ID. */
export const HANDSHAKES = "$connect";

/** Whoever opens a connection has no other that could be paused. */
const NOTHING_TO_PAUSE = { pause: () => undefined, resume: () => undefined };

/**
 * Starts handshakes in their order. While as many of their events are in the works as may be, the others wait, and those
 * that are broken off meanwhile are dropped: a flood of them leaves time for messages and their posts.
 * Differs from AWS: the handshakes of all are held back like the messages of one connection, and one that is broken off
 * before its turn never reaches `$connect`.
 */
export function inTurn(backlog: Backlog | undefined): (socket: Duplex, start: () => void) => void {
  const handle = holdBack<() => void>(HANDSHAKES, NOTHING_TO_PAUSE, backlog, (start) => start());
  return (socket, start) => {
    const stopWatching = destroyOnEnd(socket);
    handle(() => {
      stopWatching();
      if (!socket.destroyed) start();
    });
  };
}
