import type { Invocation, Lab } from "./lab";

export interface Result {
  experiment: string;
  /** How many messages were sent. `$connect` and `$disconnect` are events, but no messages. */
  messages: number;
  /** How many execution environments handled the events. */
  environments: number;
  /** Every event, `$connect` and `$disconnect` too, in the order of their starts. */
  invocations: Invocation[];
  isProven: boolean;
  /** What was seen, in a sentence. */
  sentence: string;
}

export type ExperimentName = keyof typeof EXPERIMENTS;

const SEQUENTIAL_MESSAGES = 20;

export const EXPERIMENTS = {
  /** Messages one after the other: one environment handles them all. */
  async sequential(lab: Lab) {
    const alice = await lab.connect();
    for (let i = 1; i <= SEQUENTIAL_MESSAGES; i++) await lab.send(alice, `message ${i}`);
    await lab.disconnect(alice);
    const { environments } = countsOf(lab);
    return {
      messages: SEQUENTIAL_MESSAGES,
      isProven: environments === 1,
      proven: "One environment handled all messages, one after the other: it stays warm.",
      refuted: `${environments} environments handled messages that came one after the other.`,
    };
  },

  /** Two messages with a long pause: the environment of the first is gone when the second comes. */
  async idle(lab: Lab) {
    for (const message of ["before", "after"]) {
      const alice = await lab.connect();
      await lab.send(alice, message);
      await lab.disconnect(alice);
      const { environment } = lab.invocations.at(-1)!;
      if (message === "before") await lab.reaped(environment);
    }
    const { environments, colds } = countsOf(lab);
    return {
      messages: 2,
      isProven: environments === 2 && colds >= 1,
      proven: "The environment was idle for too long and ended: the next event started another.",
      refuted: `${environments} environments handled two messages with a long pause in between.`,
    };
  },

  /** A message that takes two seconds and one that takes none: the second does not wait for the first. */
  async concurrent(lab: Lab) {
    const [alice, bob] = [await lab.connect(), await lab.connect()];
    const slow = await lab.begin(alice, "2");
    const quick = await lab.begin(bob, "hi");
    await quick.handled;
    await slow.handled;
    await lab.disconnect(alice);
    await lab.disconnect(bob);
    const [two, hi] = ["2", "hi"].map((event) => lab.invocations.find((i) => i.event === event)!);
    const isOthers = two!.environment !== hi!.environment;
    const heard = alice.heard.join(", then ");
    return {
      messages: 2,
      isProven: isOthers && heard === "Echo me: hi, then Echo me: 2",
      proven:
        'An environment handles one event at a time: while one waited, another answered, and "hi" came first.',
      refuted: `"${two!.environment}" and "${hi!.environment}" handled the messages, and alice heard: ${heard}.`,
    };
  },
};

export function isExperiment(name: string): name is ExperimentName {
  return Object.hasOwn(EXPERIMENTS, name);
}

export async function runExperiment(name: ExperimentName, lab: Lab): Promise<Result> {
  const { messages, isProven, proven, refuted } = await EXPERIMENTS[name](lab);
  return {
    experiment: name,
    messages,
    environments: countsOf(lab).environments,
    invocations: [...lab.invocations].sort((a, b) => a.start - b.start),
    isProven,
    sentence: isProven ? proven : refuted,
  };
}

function countsOf({ invocations }: Lab): { environments: number; colds: number } {
  return {
    environments: new Set(invocations.map(({ environment }) => environment)).size,
    colds: invocations.filter(({ cold }) => cold).length,
  };
}
