import type { Laptop } from "pulumi-laptop/test";
import { connect, rooms, type Connection, type Gap } from "pulumi-websockets-client";
import { openLink } from "./link";
import { quiet } from "./quiet";

interface Message {
  type: string;
  room: string;
  sequence: number;
  text: string;
}

/** A client of rooms on a laptop, behind a network of its own and on the laptop's clock. */
export interface Member {
  readonly connection: Connection<Message, object>;
  /** The messages of each room, with their numbers. */
  readonly received: Record<string, string[]>;
  readonly gaps: Gap[];
  /** How often it lost its connection, and how often it connected: at first, and after a loss. */
  readonly losses: number;
  readonly connects: number;
  readonly swaps: number;
  readonly isAsleep: boolean;
  /** Cuts its network if it is connected. */
  cut(): void;
  /** The service cuts its connections: counts that. */
  lose(): void;
  /** Its timers fire no more and its network is dead, until it wakes up and its connection has ended. */
  sleep(): void;
  wake(): void;
  close(): Promise<void>;
}

/** @param names the rooms that it is in, from their beginning. */
export async function memberAt(laptop: Laptop, user: string, names: string[]): Promise<Member> {
  const { url } = laptop.runtime.model.apis[0]!.stages[0]!;
  const link = await openLink(Number(new URL(url).port));
  const received = Object.fromEntries(names.map((name) => [name, [] as string[]]));
  const gaps: Gap[] = [];
  let [losses, connects, swaps] = [0, 0, 0];
  let isAsleep = false;
  const connection = connect<Message, object>({
    url: `${url}?user=${encodeURIComponent(user)}`,
    since: rooms(Object.fromEntries(names.map((name) => [name, 0]))),
    WebSocket: link.WebSocket,
    clock: {
      now: () => laptop.clock.now(),
      after(ms, callback) {
        let timer = laptop.clock.after(ms, function fire() {
          if (isAsleep) timer = laptop.clock.after(1000, fire);
          else callback();
        });
        return { cancel: () => timer.cancel() };
      },
    },
  });
  connection.on("message", ({ type, room, sequence, text }) => {
    if (type === "message") received[room]!.push(`${sequence} ${text}`);
  });
  connection.on("gap", (gap) => gaps.push(gap));
  connects++;
  const lose = () => {
    if (connection.state.name === "open" && !isAsleep) losses++;
  };
  await new Promise<void>((resolve) =>
    connection.on("state", ({ name }) => {
      if (name === "connecting") connects++;
      if (name === "swapping") swaps++;
      if (name === "open") resolve();
    }),
  );
  await quiet(laptop);
  return {
    connection,
    received,
    gaps,
    get losses() {
      return losses;
    },
    get connects() {
      return connects;
    },
    get swaps() {
      return swaps;
    },
    get isAsleep() {
      return isAsleep;
    },
    lose,
    cut() {
      lose();
      if (connection.state.name === "open" && !isAsleep) link.cut();
    },
    sleep() {
      lose();
      link.freeze();
      isAsleep = true;
    },
    wake() {
      link.thaw();
      isAsleep = false;
    },
    async close() {
      await connection.close();
      link.close();
    },
  };
}
