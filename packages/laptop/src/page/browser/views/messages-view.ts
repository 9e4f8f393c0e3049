import { count, duration, shortId, size, timeOfDay } from "../../../event-log/format";
import type { LoggedEvent } from "../../../event-log/logged-event";
import type { Frame, Message, Messages } from "../../state/messages";
import { distributionBars } from "./distribution-bars";
import { byId, el, List, setText, table, type Shown } from "../dom";
import { routeSwatch } from "../route-colors";
import { resultOf } from "./log-view";

const FRAME_HEADINGS = ["Time", "Connection", "Direction", "Kind", "Size", "Content"];

/** The messages, or the frames that carried them. */
export class MessagesView {
  readonly #filter = el("input", {
    attributes: { type: "search", placeholder: "Filter", "aria-label": "Filter messages" },
  });
  readonly #raw = el("input", { attributes: { type: "checkbox" } });
  readonly #conversation = el("ol", { class: "conversation" });
  readonly #frames = table("Frames, latest first", FRAME_HEADINGS);
  readonly #empty = el("p", { class: "empty" }, "No messages yet.");
  readonly #messageList = new List<Message>(this.#conversation, keyOf, messageItem);
  readonly #frameList = new List<Frame>(this.#frames.body, keyOf, frameRow);

  constructor() {
    byId("message-tools").append(this.#filter, el("label", {}, this.#raw, " Raw frames"));
    byId("message-list").append(this.#empty, this.#conversation, this.#frames.node);
  }

  /** The latest first. */
  show({ messages, frames }: Messages): void {
    const isRaw = this.#raw.checked;
    const wanted = this.#filter.value.toLowerCase();
    this.#conversation.hidden = isRaw;
    this.#frames.node.hidden = !isRaw;
    this.#empty.hidden = isRaw ? frames.length > 0 : messages.length > 0;
    if (isRaw)
      this.#frameList.show(
        frames
          .filter((frame) =>
            `${frame.connectionId} ${frame.kind} ${frame.text}`.toLowerCase().includes(wanted),
          )
          .reverse(),
      );
    else
      this.#messageList.show(
        messages
          .filter((message) =>
            `${message.from} ${message.routeKey} ${message.body}`.toLowerCase().includes(wanted),
          )
          .reverse(),
      );
  }
}

function keyOf({ number }: { number: number }): string {
  return String(number);
}

function messageItem({ at, from, routeKey, body, bytes }: Message): Shown<Message> {
  const swatch = routeSwatch(routeKey ?? undefined);
  const head = el(
    "p",
    { class: "meta" },
    el("time", {}, timeOfDay(at, true)),
    " ",
    el("code", { attributes: { title: from } }, shortId(from)),
    " ",
    swatch,
    routeKey ?? "no route",
    ` ${size(bytes)}`,
  );
  const outcome = el("div", { class: "outcome" });
  const node = el("li", {}, head, el("p", { class: "body" }, body), outcome);
  let shown = "";
  return {
    node,
    update({ times, deliveries, error, event }) {
      const ran = event && ranText(event);
      const text = `${times.count} ${error} ${ran} ${event?.details.length}`;
      if (text === shown) return;
      shown = text;
      outcome.replaceChildren(
        ...(ran === undefined ? [] : [el("p", { class: "meta" }, ran)]),
        ...(event && event.details.length > 0 ? [logOf(event)] : []),
        ...(error ? [el("p", { class: "error" }, `The gateway answered: ${error}`)] : []),
        ...(times.count > 0 ? [deliveriesOf(deliveries, times)] : []),
      );
    },
  };
}

/** Where it was handled, for how long, and how that ended: `events#1 · 64 ms · ok`. */
function ranText(event: LoggedEvent): string {
  const { environment, durationMs } = event;
  const took = durationMs === undefined ? undefined : duration(durationMs);
  return [environment, took, resultOf(event)].filter((part) => part !== undefined).join(" · ");
}

/** What the function logged for it. */
function logOf({ details, level }: LoggedEvent): HTMLElement {
  const isBad = level === "error" || level === "warning";
  return el("pre", { class: isBad ? "log error" : "log" }, details.join("\n"));
}

/** Who received the message, and when. */
function deliveriesOf(deliveries: Message["deliveries"], times: Message["times"]): HTMLElement {
  const median = `median ${duration(times.quantile(0.5))}, last ${duration(times.max)}`;
  const items = deliveries.map(({ connectionId, afterMs, body }) =>
    el(
      "li",
      {},
      el("code", { attributes: { title: connectionId } }, shortId(connectionId)),
      ` after ${duration(afterMs)}: ${body}`,
    ),
  );
  const summary = el(
    "summary",
    {},
    `${count(times.count, "delivery").replace("deliverys", "deliveries")}, ${median}`,
  );
  summary.append(
    el(
      "span",
      { class: "scale", attributes: { title: "When deliveries arrived, and how many of them" } },
      el("small", {}, "0 ms"),
      distributionBars(times),
      el("small", {}, duration(Math.max(times.max, 1))),
    ),
  );
  return el("details", {}, summary, el("ul", {}, ...items));
}

function frameRow(frame: Frame): Shown<Frame> {
  const { at, connectionId, direction, kind, text, bytes } = frame;
  const cells = [
    timeOfDay(at, true),
    shortId(connectionId),
    direction === "in" ? "← in" : "→ out",
    kind,
    bytes === undefined ? "" : size(bytes),
    text,
  ];
  const node = el("tr", { class: kind }, ...cells.map((cell) => el("td", {}, cell)));
  return { node, update: () => setText(node.lastElementChild!, text) };
}
