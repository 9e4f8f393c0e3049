import { phase, setPhase } from "../state";
import type { Found, Trap } from "./trap";

/** Variables that change. */
export const STATE_TRAPS: Record<string, () => Trap> = {
  "a let that a callback assigns to": () => {
    let calls = 0;
    return { finds: lost("calls"), closure: () => ++calls };
  },
  "a let that a helper of the factory assigns to": () => {
    let calls = 0;
    const next = () => ++calls;
    const finds = { ...lost("calls"), line: "const next" };
    return { finds, closure: () => () => next(), form: "factory" };
  },
  "a let that the factory shares with a helper": () => {
    let calls = 0;
    const read = () => calls;
    const closure = () => () => [++calls, read()];
    return { finds: lost("calls"), closure, form: "factory" };
  },
  "a let that is assigned to later": () => {
    let url = "unknown";
    const later = () => {
      url = "wss://known";
    };
    return { finds: frozen("url"), closure: () => url, later };
  },
  "an export that is assigned to later": () => ({
    finds: frozen("phase"),
    closure: () => phase,
    later: () => setPhase("running"),
  }),
  "a variable with the name of a global": () => {
    const performance = "fast";
    const message =
      '"performance" is the name of a global of Node.js too, which is used in its place at run time. Rename the variable.';
    const finds = { rule: "global-name", name: "performance", message };
    return { finds, closure: () => typeof performance };
  },
};

function lost(name: string): Found {
  return {
    rule: "lost-state",
    name,
    message: `"${name}" is assigned to, but each call of the function starts with the value it had at deployment: what was assigned is lost. Declare it inside callbackFactory, where it is used.`,
  };
}

function frozen(name: string): Found {
  return {
    rule: "frozen-value",
    name,
    message: `"${name}" is assigned to after the program has started, but the function keeps the value it had when it was serialized. Pass it as an environment variable, or capture a const.`,
  };
}
