import type { Laptop } from "pulumi-laptop/test";
import { memberAt, type Member } from "./member";
import { pass, quiet } from "./quiet";

const ROOM = "lobby";
const HOUR_S = 3600;

/** A step is shorter than a ping may take, since what is sent in a step arrives before the next. */
const MAX_STEP_S = 12;

/** How far apart those are who come at the start, so that their timers are. */
const APART_MS = 20;

/** Every so many seconds of the clock. */
const CUT_EVERY_S = 300;
const KILL_EVERY_S = 1800;

export interface Size {
  hours: number;
  clients: number;
  /** Seconds of the clock from one message to the next, of all clients together. */
  messageEveryS: number;
  /** Hears how it goes, once an hour of the clock. */
  onHour?: (hour: number) => void;
}

export interface Outcome {
  members: Member[];
  said: string[];
  kills: number;
  restarts: number;
}

/**
 * Hours of a room with at least four members. Every five minutes the link of one with an even number is cut, each
 * second time while a message is posted; the others live long enough to be swapped. Every half hour an environment is
 * killed that has begun a message, or is posting it. Member 1 sleeps from hour 2 to 3. The service starts again after
 * 2 h 30 min, and 15 minutes before the end.
 */
export async function sixHours(laptop: Laptop, size: Size): Promise<Outcome> {
  const { hours, clients, messageEveryS, onHour } = size;
  const stepS = Math.min(messageEveryS, MAX_STEP_S);
  const members: Member[] = [];
  for (let i = 0; i < clients; i++) {
    members.push(await memberAt(laptop, `user ${i}`, [ROOM]));
    await pass(laptop, APART_MS);
  }
  const evens = members.filter((_, i) => i % 2 === 0);
  const sleeper = members[1]!;
  const said: string[] = [];
  let [cuts, kills, restarts] = [0, 0, 0];
  const isDue = (timeS: number, everyS: number, offsetS = 0) =>
    timeS > 0 && (timeS - offsetS + everyS) % everyS < stepS;

  const say = () => {
    const turn = members[said.length % clients]!;
    // Whoever sleeps says nothing.
    const { connection } = turn.isAsleep ? members[0]! : turn;
    const text = `message ${said.length}`;
    said.push(text);
    void connection.send({ action: "say", room: ROOM, text });
  };
  const cutNext = async () => {
    const member = evens[cuts++ % evens.length]!;
    if (cuts % 2 === 0) {
      say();
      await laptop.until({ event: "post" });
    }
    member.cut();
  };
  const killNext = async () => {
    say();
    await laptop.until(kills % 2 === 0 ? { event: "invoke", routeKey: "say" } : { event: "post" });
    const busy = laptop.environments().filter(({ state }) => state === "busy");
    for (const environment of busy) laptop.kill(environment);
    kills += busy.length;
  };

  for (let timeS = 0; timeS < hours * HOUR_S; timeS += stepS) {
    if (isDue(timeS, HOUR_S)) onHour?.(timeS / HOUR_S);
    if (timeS === 2 * HOUR_S) sleeper.sleep();
    if (timeS === 3 * HOUR_S) sleeper.wake();
    if (timeS === 2.5 * HOUR_S || timeS === (hours - 0.25) * HOUR_S) {
      for (const member of members) member.lose();
      await laptop.restart();
      restarts++;
      // Everyone comes at once: in a step, each of them would need an environment.
      for (let ms = 0; ms < 3000; ms += APART_MS) await pass(laptop, APART_MS);
    }
    if (isDue(timeS, messageEveryS)) say();
    if (isDue(timeS, KILL_EVERY_S, KILL_EVERY_S / 2)) await killNext();
    else if (isDue(timeS, CUT_EVERY_S, CUT_EVERY_S / 2)) await cutNext();
    await pass(laptop, stepS * 1000);
  }
  // The last messages, repeated if their environment was killed; and what is asked for at a ping.
  for (let s = 0; s < 15 * 60; s += MAX_STEP_S) await pass(laptop, MAX_STEP_S * 1000);
  await quiet(laptop);
  return { members, said, kills, restarts };
}
