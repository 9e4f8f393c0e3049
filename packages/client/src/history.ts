import type { Gap, Reply } from "./events";
import type { Link } from "./line/link";
import type { Frame } from "./messages/frames";

/** What a connection lets whoever keeps its history do. */
export interface Carrier {
  now(): number;
  random(): number;
  deliver(message: unknown): void;
  tell(gap: Gap): void;
  /** Asks the service on a link. An error is told as an event too. */
  ask(message: object, link: Link): Promise<Reply>;
}

/** Puts messages in order and asks for those that are missing; `rooms` makes one. */
export interface History {
  /** @returns whether it sees to the delivery of a message. */
  receive(frame: Frame): boolean;
  /**
   * What the program sends may join or leave a room.
   * @param link on which it is sent; none if it waits for one.
   */
  follow(message: Record<string, unknown>, answer: Promise<Reply>, link: Link | undefined): void;
  /** Asks on a link for what was missed before, if it was not asked for on it. */
  ask(link: Link): void;
  /**
   * Asks for what is missing, each second while a link is open.
   * @param isAgain whether everything is asked for, since the last message of a room may be lost.
   */
  tick(link: Link, isAgain: boolean): void;
  /** The last sequence of each room that was handed on. */
  positions(): Record<string, number>;
}

export type CreateHistory = (carrier: Carrier) => History;
