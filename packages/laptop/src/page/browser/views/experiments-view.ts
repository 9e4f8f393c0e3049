import { count } from "../../../event-log/format";
import type { Act } from "../actions";
import { button, byId, el } from "../dom";

interface Result {
  messages: number;
  environments: number;
  invocations: unknown[];
  isProven: boolean;
  sentence: string;
}

const EXPERIMENTS = [
  ["sequential", "Sequential", "20 messages, one after the other."],
  ["idle", "Idle", "Two messages with the idle timeout in between."],
  ["concurrent", "Concurrent", "A slow message, and a quick one meanwhile."],
] as const;

/** The three experiments, each with a button and its result. */
export class ExperimentsView {
  readonly #buttons: HTMLButtonElement[] = [];

  constructor(private readonly act: Act) {
    byId("experiment-list").append(
      ...EXPERIMENTS.map(([name, title, what]) => this.#item(name, title, what)),
    );
  }

  /** Shows the experiments only if the program says which messages it handles. */
  show(hasExperiments: boolean): void {
    byId("experiments").hidden = !hasExperiments;
    byId("experiments-link").hidden = !hasExperiments;
  }

  #item(name: string, title: string, what: string): HTMLElement {
    const result = el("p", { class: "result", attributes: { role: "status" } });
    const start = button(title, () => void this.#run(name, result), { class: "primary" });
    this.#buttons.push(start);
    return el("article", {}, start, el("p", { class: "what" }, what), result);
  }

  async #run(name: string, result: HTMLElement): Promise<void> {
    for (const each of this.#buttons) each.disabled = true;
    result.className = "result running";
    result.textContent = "Running";
    try {
      const { isProven, sentence, ...counts } = (await this.act("experiment", { name })) as Result;
      const { messages, environments, invocations } = counts;
      const what = `${count(messages, "message")}, ${count(invocations.length, "event")}, ${count(environments, "environment")}.`;
      result.className = isProven ? "result proven" : "result refuted";
      result.replaceChildren(
        el("strong", {}, isProven ? "Proven. " : "Not proven. "),
        sentence,
        " ",
        el("span", {}, what),
      );
    } catch (error) {
      result.className = "result refuted";
      result.textContent = (error as Error).message;
    } finally {
      for (const each of this.#buttons) each.disabled = false;
    }
  }
}
