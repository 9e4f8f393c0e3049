import type { Clock, Timer } from "../clock";
import { openLink, type Link } from "./link";
import type { Options, State } from "../options";
import { onWake } from "./wake";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** API Gateway cuts every connection after ten minutes without a message, and after two hours. */
const PING_MS = 9 * MINUTE_MS;
const SWAP_MS = 115 * MINUTE_MS;
const SWAP_JITTER_MS = 10 * MINUTE_MS;
const PONG_MS = 15 * SECOND_MS;
/** A `$connect` takes at most as long as API Gateway lets a function run. */
const OPEN_MS = 45 * SECOND_MS;
/** How long the next link waits for answers on this one. */
const DRAIN_MS = 30 * SECOND_MS;
/** How long a message may take that was sent on two links at once. */
const DOUBLE_MS = 15 * SECOND_MS;
/** A tick that is so late was asleep. Hidden pages get theirs once a minute. */
const ASLEEP_MS = 2 * MINUTE_MS;
const MAX_DELAY_MS = 30 * SECOND_MS;

interface Surroundings {
  options: Pick<Options<never, never>, "url" | "WebSocket">;
  clock: Clock;
  random(): number;
  /** None if the service answers no ping. */
  ping?: string;
  tell(state: State): void;
  /** Asks on a link for what was missed: again for all of it, or for what was not asked for. */
  ask(link: Link, isAgain: boolean): void;
  receive(link: Link, text: string): void;
  /** Each second while a link is open. @returns whether an answer is overdue. */
  tick(link: Link): boolean;
  /** Sends what waits for a link. */
  flush(link: Link): void;
  /** What is not answered on it waits for another one. */
  lose(link: Link): void;
  /** Whether an answer is still to come from it. */
  isAwaited(link: Link): boolean;
}

/** Keeps a link open: opens it again when it is cut, and the next one before it is cut. */
export function createLine(around: Surroundings) {
  const { options, clock, random, ping, tell, ask, flush, lose, isAwaited } = around;
  const now = () => clock.now();

  /** Messages go through the current link, and the next one opens beside it. */
  let current: Link | undefined;
  let next: Link | undefined;
  let attemptAt = 0;
  let failed = 0;
  let reason: string | undefined;
  let pingAt = 0;
  let tickedAt = now();
  let timer: Timer;
  let closed: Promise<unknown> = Promise.resolve();

  const attempt = () => {
    attemptAt = Infinity;
    next = openLink(options, now() + OPEN_MS, { onOpen, onText, onEnd });
    closed = Promise.all([closed, next.closed]);
    tell({ name: current ? "swapping" : "connecting", failed, reason });
  };
  const onOpen = (link: Link) => {
    link.openedAt = link.heardAt = now();
    link.due = Infinity;
    ask(link, false);
    if (current && !isAwaited(link)) sendPing(link);
    confirm();
  };
  /** The next link takes over when the service has answered on it, and on the current one. */
  const confirm = () => {
    const link = next;
    if (!link?.openedAt) return;
    if (current) {
      ask(link, false);
      if (link.due < Infinity || isAwaited(link)) return;
      if (isAwaited(current) && now() - link.openedAt < DRAIN_MS) return;
      current.close();
      lose(current);
    }
    current = link;
    next = undefined;
    attemptAt = now() + SWAP_MS - random() * SWAP_JITTER_MS;
    pingAt = now() + PING_MS;
    reason = undefined;
    flush(link);
    tell({ name: "open", failed });
  };
  const onText = (link: Link, text: string) => {
    link.heardAt = now();
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
      if (now() - link.openedAt >= MINUTE_MS) failed = 0;
    }
    if (next) {
      if (!next.openedAt) tell({ name: "connecting", failed, reason });
      return confirm();
    }
    attemptAt = now() + random() * Math.min(MAX_DELAY_MS, SECOND_MS * 2 ** failed++);
    if (current) flush(current);
    tell({ name: current ? "open" : "waiting", failed, reason, nextAttempt: attemptAt });
  };

  const sendPing = (link: Link) => {
    if (ping === undefined) return;
    link.due = Math.min(link.due, now() + PONG_MS);
    link.send(ping);
  };
  const tick = () => {
    timer = clock.after(SECOND_MS, tick);
    const wasAsleep = now() - tickedAt > ASLEEP_MS;
    tickedAt = now();
    for (const link of [next, current])
      if (link && (now() >= link.due || (wasAsleep && ping === undefined))) link.fail("No answer");
    confirm();
    if (current) {
      const isDue = now() >= pingAt;
      // A message may be lost without a later one that shows it.
      if (isDue) ask(current, true);
      if (around.tick(current) || isDue || wasAsleep) {
        pingAt = now() + PING_MS;
        sendPing(current);
      }
    }
    if (!next && now() >= attemptAt) attempt();
  };
  const stopListening = onWake(() => {
    if (!current && !next) attempt();
    else if (current && now() - current.heardAt > MINUTE_MS) sendPing(current);
  });

  timer = clock.after(SECOND_MS, tick);
  attempt();
  return {
    current: () => current,
    /** What is sent while the next link opens waits for it. */
    sendable: () => (next?.openedAt ? undefined : current),
    /** Whether a message may come on two links. */
    hasTwo: () => next ?? now() - current!.openedAt < DOUBLE_MS,
    /** Settles when no WebSocket is left. */
    close(): Promise<unknown> {
      stopListening();
      timer.cancel();
      current?.close();
      next?.close();
      current = next = undefined;
      return closed;
    },
  };
}
