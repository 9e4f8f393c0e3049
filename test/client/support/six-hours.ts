import { setImmediate } from "node:timers/promises";
import type { Laptop } from "pulumi-laptop/test";
import { connect, rooms, type Connection, type Gap } from "pulumi-websockets-client";
import { openLink, type Link } from "./link";

const ROOM = "lobby";
const HOUR_S = 3600;

export interface Size {
  hours: number;
  clients: number;
  /** Seconds of the clock from one message to the next. */
  messageEveryS: number;
  /** Seconds of the clock from one step to the next: what is sent in a step arrives before the next. */
  stepS: number;
}

interface Said {
  sequence: number;
  text: string;
}

/** A client of the room, behind a network of its own. */
export interface Member {
  connection: Connection<Said & { type: string }, object>;
  link: Link;
  received: string[];
  gaps: Gap[];
  /** How often its connection was cut, and how often it connected: at first, and after a cut. */
  cuts: number;
  connects: number;
  swaps: number;
}

export interface Outcome {
  members: Member[];
  said: string[];
  kills: number;
}

/**
 * Hours of a room with at least four members: two are cut every ten minutes and the others are swapped, environments are
 * killed in the middle of a message each half hour, one machine sleeps for an hour, and then the service cuts one
 * connection after the other.
 */
export async function sixHours(laptop: Laptop, size: Size): Promise<Outcome> {
  const { clients, stepS, messageEveryS } = size;
  const steps = (size.hours * HOUR_S) / stepS;
  const members: Member[] = [];
  for (let i = 0; i < clients; i++) members.push(await enter(laptop, `user ${i}`));
  const sleeper = members[1]!;
  const said: string[] = [];
  let kills = 0;
  const isAt = (step: number, everyS: number) => step > 0 && (step * stepS) % everyS < stepS;

  for (let step = 0; step < steps; step++) {
    const timeS = step * stepS;
    const cut = (member: Member) => {
      if (member.connection.state.name === "open" && member !== sleeper) {
        member.cuts++;
        member.link.cut();
      }
    };
    // The others live long enough to be swapped.
    if ((timeS + 150) % 300 < stepS) cut(members[timeS % 600 < 300 ? 0 : 2]!);
    if (isAt(step, messageEveryS)) {
      const turn = members[said.length % clients]!;
      // Whoever sleeps says nothing.
      const { connection } = asleep.has(turn) ? members[0]! : turn;
      const text = `message ${said.length}`;
      said.push(text);
      void connection.send({ action: "say", room: ROOM, text });
      if (isAt(step, 1800)) {
        // Its function has begun, or has posted to somebody.
        await laptop.until(
          kills % 2 === 0 ? { event: "invoke", routeKey: "say" } : { event: "post" },
        );
        for (const environment of laptop.environments())
          if (environment.state === "busy") {
            laptop.kill(environment);
            kills++;
          }
      }
    }
    if (timeS === 2 * HOUR_S) {
      sleeper.cuts++;
      sleeper.link.freeze();
      asleep.add(sleeper);
    }
    if (timeS === 3 * HOUR_S) {
      sleeper.link.thaw();
      asleep.delete(sleeper);
    }
    const restarting = step - (4 * HOUR_S) / stepS;
    if (restarting >= 0 && restarting < clients) cut(members[restarting]!);
    laptop.clock.advance(stepS * 1000);
    await quiet(laptop);
  }
  // The last messages, repeated if their environment was killed; and what is asked for at a ping.
  for (let s = 0; s < 15 * 60; s += stepS) {
    laptop.clock.advance(stepS * 1000);
    await quiet(laptop);
  }
  return { members, said, kills };
}

/** Those whose timers do not fire. */
const asleep = new Set<Member>();

async function enter(laptop: Laptop, user: string): Promise<Member> {
  const { url } = laptop.runtime.model.apis[0]!.stages[0]!;
  const link = await openLink(Number(new URL(url).port));
  const member = {
    link,
    received: [],
    gaps: [],
    cuts: 0,
    connects: 0,
    swaps: 0,
  } as unknown as Member;
  const connection: Member["connection"] = connect({
    url: `${url}?user=${encodeURIComponent(user)}`,
    since: rooms({ [ROOM]: 0 }),
    WebSocket: link.WebSocket,
    clock: {
      now: () => laptop.clock.now(),
      after(ms, callback) {
        let timer = laptop.clock.after(ms, function fire() {
          if (asleep.has(member)) timer = laptop.clock.after(1000, fire);
          else callback();
        });
        return { cancel: () => timer.cancel() };
      },
    },
  });
  member.connection = connection;
  connection.on("message", ({ type, sequence, text }) => {
    if (type === "message") member.received.push(`${sequence} ${text}`);
  });
  connection.on("gap", (gap) => member.gaps.push(gap));
  member.connects++;
  connection.on("state", ({ name }) => {
    if (name === "connecting") member.connects++;
    if (name === "swapping") member.swaps++;
  });
  await new Promise<void>((resolve) =>
    connection.on("state", ({ name }) => {
      if (name === "open") resolve();
    }),
  );
  await quiet(laptop);
  return member;
}

/** What the clients have sent is handled, and what follows from it. */
async function quiet(laptop: Laptop): Promise<void> {
  for (let i = 0; i < 2; i++) {
    for (let turns = 0; turns < 4; turns++) await setImmediate();
    await laptop.settled();
  }
}
