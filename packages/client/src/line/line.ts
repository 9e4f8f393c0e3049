import type { Clock, Timer } from "../clock";
import type { History } from "../history";
import { openLink, type Link, type Source } from "./link";
import type { State } from "../events";
import { onWake } from "./wake";

/** In milliseconds. Constants of an enum take no room in a bundle. */
const enum Ms {
  Second = 1000,
  Minute = 60_000,
  /** API Gateway cuts every connection after ten minutes without a message, and after two hours. */
  Ping = 540_000,
  Swap = 6_900_000,
  SwapJitter = 600_000,
  Pong = 15_000,
  /** A `$connect` takes at most as long as API Gateway lets a function run. */
  Open = 45_000,
  /** How long the next link waits for answers on this one, or for those of rooms if there is no other. */
  Drain = 30_000,
  /** How long a message may take that was sent on two links at once. */
  Double = 15_000,
  /** A tick that is so late was asleep. Hidden pages get theirs once a minute. */
  Asleep = 120_000,
  MaxDelay = 30_000,
}

interface Surroundings {
  options: Source;
  clock: Clock;
  now(): number;
  random(): number;
  /** None if the service answers no ping. */
  ping: unknown;
  history?: History;
  /** Aborted when the connection is closed. */
  ended: AbortSignal;
  tell(state: State): void;
  receive(link: Link, text: string): void;
  /** Sends again what is not answered in time. @returns whether there is such a message. */
  repeat(): boolean;
  /** Sends what waits for a link. */
  flush(link: Link): void;
  /** What is not answered on it waits for another one. */
  lose(link: Link): void;
  /** Whether an answer is still to come from it. */
  isAwaited(link: Link): boolean;
}

/** Keeps a link open: opens it again when it is cut, and the next one before it is cut. */
export function createLine(around: Surroundings) {
  const { options, clock, now, random, ping, history, ended, flush, lose, isAwaited } = around;

  /** Messages go through the current link, and the next one opens beside it. */
  let current: Link | undefined;
  let next: Link | undefined;
  let attemptAt = 0;
  let failed = 0;
  let reason: string | undefined;
  let pingAt = 0;
  /** Until when a message may come on two links. */
  let twoUntil = 0;
  let tickedAt = now();
  let timer: Timer;
  let state: State;
  let closed: Promise<unknown> = Promise.resolve();

  const tell = (name: State["name"], nextAttempt?: number) =>
    around.tell((state = { name, failed, reason, nextAttempt }));
  const attempt = () => {
    attemptAt = Infinity;
    twoUntil = current ? Infinity : 0;
    next = openLink(options, now() + Ms.Open, { onOpen, onText, onEnd });
    closed = Promise.all([closed, next.closed]);
    tell(current ? "swapping" : "connecting");
  };
  const onOpen = (link: Link) => {
    link.openedAt = now();
    link.due = Infinity;
    history?.ask(link);
    if (current && !isAwaited(link)) sendPing(link);
    confirm();
  };
  /** The next link takes over when the service has answered on it, and on the current one. */
  const confirm = () => {
    const link = next;
    if (!link?.openedAt) return;
    history?.ask(link);
    // A room refuses what is said in it before the connection is a member again.
    if (now() - link.openedAt < Ms.Drain && isAwaited(current ?? link)) return;
    if (current) {
      if (link.due < Infinity || isAwaited(link)) return;
      current.close();
      lose(current);
    }
    twoUntil &&= now() + Ms.Double;
    current = link;
    next = undefined;
    attemptAt = now() + Ms.Swap - random() * Ms.SwapJitter;
    pingAt = now() + Ms.Ping;
    reason = undefined;
    flush(link);
    tell("open");
  };
  const onText = (link: Link, text: string) => {
    link.due = Infinity;
    around.receive(link, text);
    confirm();
  };
  const onEnd = (link: Link, why: string) => {
    reason = why;
    lose(link);
    if (link === next) next = undefined;
    else {
      current = undefined;
      if (now() - link.openedAt >= Ms.Minute) failed = 0;
    }
    if (next) {
      if (!next.openedAt) tell("connecting");
      return confirm();
    }
    attemptAt = now() + random() * Math.min(Ms.MaxDelay, Ms.Second * 2 ** failed++);
    if (current) flush(current);
    tell(current ? "open" : "waiting", attemptAt);
  };

  const sendPing = (link: Link) => {
    if (!ping) return;
    link.due = Math.min(link.due, now() + Ms.Pong);
    link.send(ping as string);
  };
  /** Finds out whether the current link is alive. */
  const check = () => {
    pingAt = now() + Ms.Ping;
    if (current) sendPing(current);
  };
  const tick = () => {
    timer = clock.after(Ms.Second, tick);
    const wasAsleep = now() - tickedAt > Ms.Asleep;
    tickedAt = now();
    for (const link of [next, current])
      if (link && (now() >= link.due || (wasAsleep && !ping))) link.fail("No answer");
    confirm();
    if (current) {
      const isDue = now() >= pingAt;
      history?.tick(current, isDue);
      if (around.repeat() || isDue || wasAsleep) check();
    }
    if (now() >= attemptAt) attempt();
  };
  onWake(ended, () => {
    if (!current && !next) attempt();
    // At most once a minute: people look at a page often.
    else if (now() > pingAt - (Ms.Ping - Ms.Minute)) check();
  });

  tick();
  return {
    state: () => state,
    /** What is sent while the next link opens waits for it. */
    sendable: () => (next?.openedAt ? undefined : current),
    hasTwo: () => now() < twoUntil,
    /** Settles when no WebSocket is left. */
    close(why: string): Promise<unknown> {
      timer.cancel();
      current?.close();
      next?.close();
      current = next = undefined;
      reason = why;
      tell("closed");
      return closed;
    },
  };
}
