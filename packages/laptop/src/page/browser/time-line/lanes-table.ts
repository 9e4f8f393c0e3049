import { duration } from "../../../event-log/format";
import { lanesIn } from "../../state/layout";
import type { Environment } from "../../state/time-line";
import { button, byId, el, List, setText, table } from "../dom";

const HEADINGS = [
  "Environment",
  "Function",
  "State",
  "Init phase",
  "Invocations",
  "Busy",
  "Last event",
];
const MAX_ROWS = 200;

/** The lanes as a table, for screen readers. */
export class LanesTable {
  readonly #list: List<Environment>;
  readonly #details = byId("lanes-table") as HTMLDetailsElement;

  constructor() {
    const { node, body } = table("Execution environments", HEADINGS);
    this.#details.querySelector(".scroll")!.append(node);
    this.#details.addEventListener("toggle", () => this.onOpen());
    this.#list = new List(
      body,
      ({ id }) => id,
      () => {
        const cells = HEADINGS.map(() => el("td"));
        const name = button("", () => this.onLog(name.textContent ?? ""), {
          class: "link",
          attributes: { title: "Search the log for it" },
        });
        const heading = el("th", { attributes: { scope: "row" } }, name);
        return {
          node: el("tr", {}, heading, ...cells.slice(1)),
          update: (environment) =>
            textsOf(environment).forEach((text, i) => setText(i === 0 ? name : cells[i]!, text)),
        };
      },
    );
  }

  /** Called when the table is opened. Until then it is empty. */
  onOpen = (): void => undefined;

  /** Called with the environment whose log is asked for. */
  onLog: (environment: string) => void = () => undefined;

  show(environments: Iterable<Environment>): void {
    if (!this.#details.open) return;
    const lanes = lanesIn(environments, { from: 0, to: Infinity, width: 1 });
    this.#list.show(lanes.slice(-MAX_ROWS));
  }
}

function textsOf(environment: Environment): string[] {
  const { id, readyAt, endedAt, reason, initMs, wasHeld, total, busyMs, invocations } = environment;
  const latest = invocations.at(-1);
  const isBusy = latest !== undefined && latest.end === undefined;
  const living = readyAt === undefined ? "Init phase" : isBusy ? "busy" : "frozen";
  return [
    id,
    environment.function,
    endedAt === undefined ? living : `ended: ${reason}`,
    initMs === undefined ? "" : `${duration(initMs)}${wasHeld ? ", held ready" : ""}`,
    String(total),
    duration(busyMs),
    latest?.routeKey ?? "",
  ];
}
