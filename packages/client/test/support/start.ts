import {
  connect,
  rooms,
  type Connection,
  type Gap,
  type Options,
  type RoomsOptions,
  type State,
} from "../../src/index";
import type { Clock } from "../../src/clock";
import { ChatService } from "./chat-service";
import { fakeNetwork, NO_FAULTS, type Faults } from "./fake-network";
import { generator } from "./generator";
import { ManualClock } from "./manual-clock";

/* oxlint-disable typescript/no-explicit-any -- As a program that gives no types. */

type Sent = Record<string, unknown>;

/** A connection to a service in this process, and what was heard of it. */
export interface Started {
  clock: ManualClock;
  /** How many timers the connection has. */
  timers(): number;
  /** Until the next connection opens; from then on, everything takes up to 300 ms. */
  untilSwapping(): Promise<void>;
  /** Lets time pass until something is true. */
  until(isTrue: () => boolean): Promise<void>;
  service: ChatService;
  network: ReturnType<typeof fakeNetwork>;
  connection: Connection<any, any>;
  messages: unknown[];
  /** The texts of the messages. */
  texts(): unknown[];
  states: State[];
  /** The names of the states, in order. */
  names(): string[];
  gaps: Gap[];
  errors: Error[];
  /** What was sent, parsed if it is JSON, on all connections or on one. */
  sent(of?: number): Sent[];
}

type StartOptions = Partial<Omit<Options<any, any>, "since">> &
  RoomsOptions & { since?: Parameters<typeof rooms>[0] };

/** With a history of rooms unless they are text. `since` and `ask` are what `rooms` takes. */
export function start(
  { since, ask, ...options }: StartOptions = {},
  { faults, service = new ChatService() }: { faults?: Partial<Faults>; service?: ChatService } = {},
): Started {
  const clock = new ManualClock();
  const random = generator(1);
  const network = fakeNetwork(clock, random, service, { ...NO_FAULTS, ...faults });
  const { WebSocket } = network;
  let timers = 0;
  const counting: Clock = {
    now: () => clock.now(),
    after(ms, callback) {
      let isSet = ++timers > 0;
      const unset = () => {
        if (isSet) timers--;
        isSet = false;
      };
      const timer = clock.after(ms, () => {
        unset();
        callback();
      });
      return {
        cancel() {
          unset();
          timer.cancel();
        },
      };
    },
  };
  const connection = connect<any, any>({
    url: "ws://fake",
    WebSocket,
    clock: counting,
    random,
    since: options.text ? undefined : rooms(since, { ask }),
    ...options,
  });
  const [messages, states, gaps, errors]: [unknown[], State[], Gap[], Error[]] = [[], [], [], []];
  connection.on("message", (message) => messages.push(message));
  connection.on("state", (state) => states.push(state));
  connection.on("gap", (gap) => gaps.push(gap));
  connection.on("error", (error) => errors.push(error));
  return {
    clock,
    timers: () => timers,
    service,
    network,
    connection,
    messages,
    async untilSwapping() {
      await clock.advance(104 * 60_000);
      network.faults.maxLatencyMs = 300;
      await until(clock, () => connection.state.name === "swapping", 20);
    },
    until: (isTrue) => until(clock, isTrue, 10),
    texts: () => messages.map((message) => (message as { text?: unknown } | null)?.text ?? message),
    states,
    names: () => states.map(({ name }) => name),
    gaps,
    errors,
    sent: (of) =>
      network.made
        .filter((_, i) => of === undefined || i === of)
        .flatMap(({ sent }) =>
          sent.map((text) => (text.startsWith("{") ? JSON.parse(text) : text) as Sent),
        ),
  };
}

async function until(clock: ManualClock, isTrue: () => boolean, stepMs: number): Promise<void> {
  for (let i = 0; i < 100_000; i++) {
    if (isTrue()) return;
    await clock.advance(stepMs);
  }
  throw new Error("It never came true.");
}
