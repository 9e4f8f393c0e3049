import type { Invocation, Lab } from "./lab";

export interface Result {
  experiment: string;
  /** How many messages were sent. `$connect` and `$disconnect` are events, but no messages. */
  messages: number;
  /** How many execution environments handled the messages. */
  environments: number;
  /** Every event, `$connect` and `$disconnect` too, in the order of their starts. */
  invocations: Invocation[];
  isProven: boolean;
  /** What was seen, in a sentence. */
  sentence: string;
}

export type ExperimentName = keyof typeof EXPERIMENTS;

/** What is sent. The program must handle both messages. */
export interface Messages {
  /** Takes the program a second or more. */
  slow: string;
  /** Is handled at once. */
  quick: string;
}

const SEQUENTIAL_MESSAGES = 20;
const LIFECYCLE = new Set(["$connect", "$disconnect"]);

export const EXPERIMENTS = {
  /** Messages one after the other: one environment handles them all. */
  async sequential(lab: Lab, { quick }: Messages) {
    const alice = await lab.connect();
    for (let i = 1; i <= SEQUENTIAL_MESSAGES; i++) await lab.send(alice, quick);
    await lab.disconnect(alice);
    const { environments } = countsOf(lab);
    return {
      messages: SEQUENTIAL_MESSAGES,
      isProven: environments === 1,
      proven: "One environment handled all messages, one after the other: it stays warm.",
      refuted: `${environments} environments handled messages that were sent one after the other.`,
    };
  },

  /** Two messages with a long pause: the environment of the first has ended when the second arrives. */
  async idle(lab: Lab, { quick }: Messages) {
    for (const isFirst of [true, false]) {
      const alice = await lab.connect();
      const { environment } = await lab.send(alice, quick);
      await lab.disconnect(alice);
      if (isFirst) await lab.reaped(environment);
    }
    const { environments, colds } = countsOf(lab);
    return {
      messages: 2,
      isProven: environments === 2 && colds >= 1,
      proven: "The environment was idle for too long and ended: the next event started another.",
      refuted: `${environments} environments handled two messages with a long pause in between.`,
    };
  },

  /** A slow message and a quick one at once: the quick one does not wait for the slow one. */
  async concurrent(lab: Lab, messages: Messages) {
    const [alice, bob] = [await lab.connect(), await lab.connect()];
    const slow = await lab.begin(alice, messages.slow);
    const quick = await lab.begin(bob, messages.quick);
    const [slowly, quickly] = [await slow.handled, await quick.handled];
    await lab.disconnect(alice);
    await lab.disconnect(bob);
    const isOthers = slowly.environment !== quickly.environment;
    const isFirst = lab.invocations.indexOf(quickly) < lab.invocations.indexOf(slowly);
    return {
      messages: 2,
      isProven: isOthers && isFirst,
      proven: `An environment handles one event at a time: while one handled "${messages.slow}", another handled "${messages.quick}", which ended first.`,
      refuted: isOthers
        ? `"${messages.slow}" ended before "${messages.quick}". Choose a slow message that takes the program a second or more.`
        : `One environment, "${slowly.environment}", handled both messages: "${messages.slow}" ended before "${messages.quick}" began.`,
    };
  },
};

export function isExperiment(name: string): name is ExperimentName {
  return Object.hasOwn(EXPERIMENTS, name);
}

export async function runExperiment(
  name: ExperimentName,
  lab: Lab,
  sent: Messages,
): Promise<Result> {
  const { messages, isProven, proven, refuted } = await EXPERIMENTS[name](lab, sent);
  return {
    experiment: name,
    messages,
    environments: countsOf(lab).environments,
    invocations: [...lab.invocations].sort((a, b) => a.start - b.start),
    isProven,
    sentence: isProven ? proven : refuted,
  };
}

/** `$connect` and `$disconnect` may have a function of their own, so they do not count. */
function countsOf({ invocations }: Lab): { environments: number; colds: number } {
  const messages = invocations.filter(({ event }) => !LIFECYCLE.has(event));
  return {
    environments: new Set(messages.map(({ environment }) => environment)).size,
    colds: messages.filter(({ cold }) => cold).length,
  };
}
