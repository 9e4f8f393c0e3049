import { count, duration, shortId, timeOfDay } from "../../../event-log/format";
import type { Environment, Invocation } from "../../state/time-line";
import { el } from "../dom";

/** The details of one invocation, shown beside it. */
export class DetailsCard {
  readonly #node = el("div", { class: "card" });
  /** The same for screen readers, if the invocation was selected with the keyboard. */
  readonly #spoken = el("p", { class: "hidden", attributes: { role: "status" } });
  #shown = "";

  constructor(private readonly stage: HTMLElement) {
    this.#node.hidden = true;
    stage.append(this.#node, this.#spoken);
  }

  /** @param place the position within the stage, in pixels. */
  show(
    invocation: Invocation,
    environment: Environment,
    { x, y }: { x: number; y: number },
    isSelected: boolean,
  ): void {
    const { requestId, end, logs, posts } = invocation;
    const shown = [requestId, end, logs.length, posts, isSelected].join(" ");
    if (shown !== this.#shown) {
      this.#shown = shown;
      const facts = factsOf(invocation, environment);
      this.#node.replaceChildren(
        el("strong", {}, titleOf(invocation)),
        el(
          "dl",
          {},
          ...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
        ),
        ...(logs.length === 0
          ? []
          : [el("pre", {}, logs.map(({ message }) => message).join("\n"))]),
      );
      const spoken = [titleOf(invocation), ...facts.map((fact) => fact.join(" "))].join(", ");
      this.#spoken.textContent = isSelected ? spoken : "";
    }
    this.#node.hidden = false;
    const { clientWidth } = this.stage;
    this.#node.style.left = `${Math.max(0, Math.min(x, clientWidth - this.#node.offsetWidth))}px`;
    this.#node.style.top = `${y + 4}px`;
  }

  hide(): void {
    this.#node.hidden = true;
    this.#shown = this.#spoken.textContent = "";
  }
}

const HELD = " in a process held ready";

function titleOf({ routeKey, failed, end }: Invocation): string {
  const state = failed ? " failed" : end === undefined ? " is running" : "";
  return `${routeKey ?? "Invocation"}${state}`;
}

function factsOf(invocation: Invocation, environment: Environment): [string, string][] {
  const { id, initMs, wasHeld } = environment;
  const { start, end, connectionId, cold, posts, requestId } = invocation;
  return [
    ["Environment", id],
    ["Started", timeOfDay(start, true)],
    ...(end === undefined ? [] : [["Duration", duration(end - start)] as [string, string]]),
    ["Start", cold ? `cold, Init phase ${duration(initMs ?? 0)}${wasHeld ? HELD : ""}` : "warm"],
    ...(connectionId ? [["Connection", shortId(connectionId)] as [string, string]] : []),
    ...(posts > 0 ? [["Posted", count(posts, "message")] as [string, string]] : []),
    ["Request ID", requestId.slice(0, 8)],
  ];
}
