import { duration, shortId, timeOfDay } from "../../../event-log/format";
import type { LoggedEvent } from "../../../event-log/logged-event";
import { matches, type Log, type NumberedEvent } from "../../state/log";
import { button, byId, el, List, setText, type Shown } from "../dom";
import { routeSwatch } from "../route-colors";

/** How many events are shown, and how many more each time that earlier ones are asked for. */
const STEP = 200;

/** What the console prints: one line for each event, with what the function logged beneath. */
export class LogView {
  readonly #search = el("input", {
    attributes: { type: "search", placeholder: "Search", "aria-label": "Search the log" },
  });
  readonly #events = el("ol", { class: "events" });
  readonly #empty = el("p", { class: "empty" });
  readonly #earlier = button("Earlier", () => (this.#most += STEP));
  readonly #list = new List<NumberedEvent>(
    this.#events,
    ({ number }) => String(number),
    ({ event }) => eventItem(event),
  );
  #most = STEP;

  constructor() {
    byId("log-tools").append(this.#search);
    byId("log-list").append(this.#empty, this.#events, this.#earlier);
  }

  /** Shows only events that contain a text. */
  search(text: string): void {
    this.#search.value = text;
    byId("log").scrollIntoView();
    this.#search.focus();
  }

  /** The latest first. */
  show({ events }: Log): void {
    const wanted = this.#search.value;
    const found = wanted === "" ? events : events.filter(({ event }) => matches(event, wanted));
    this.#list.show(found.slice(-this.#most).reverse());
    this.#earlier.hidden = found.length <= this.#most;
    this.#empty.hidden = found.length > 0;
    setText(this.#empty, events.length === 0 ? "No events yet." : "No event contains this.");
  }
}

function eventItem(event: LoggedEvent): Shown<NumberedEvent> {
  const { at, connectionId, subject } = event;
  const [environment, took, result] = [el("code"), el("span", { class: "took" }), el("span")];
  const details = el("pre");
  const isRoute = connectionId !== undefined && subject !== "gateway" && subject !== "no route";
  const node = el(
    "li",
    {},
    el("time", {}, timeOfDay(at, true)),
    el(
      "code",
      connectionId ? { attributes: { title: connectionId } } : {},
      shortId(connectionId ?? ""),
    ),
    el("span", { class: "subject" }, isRoute && routeSwatch(subject), subject),
    environment,
    took,
    result,
    details,
  );
  return {
    node,
    update() {
      node.className = event.level;
      setText(environment, event.environment ?? "");
      setText(took, event.durationMs === undefined ? "" : duration(event.durationMs));
      setText(result, resultOf(event));
      details.hidden = event.details.length === 0;
      setText(details, event.details.join("\n"));
    },
  };
}

/** For example `ok after waiting 2.30 s`. */
export function resultOf({ result = "runs", waitedMs }: LoggedEvent): string {
  return waitedMs === undefined ? result : `${result} after waiting ${duration(waitedMs)}`;
}
