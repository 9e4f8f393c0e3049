import { count, duration } from "../../../event-log/format";
import { earlierThan, lanesIn } from "../../state/layout";
import type { State } from "../../state/state";
import type { Invocation } from "../../state/time-line";
import { SPANS_MS, xOf, type View } from "../../state/view";
import { prepare } from "./canvas";
import { DetailsCard } from "./details-card";
import { button, byId, el, setText } from "../dom";
import { CONCURRENCY_HEIGHT, drawConcurrency } from "./draw-concurrency";
import { drawLanes, drawMarks, GUTTER, laneHeight, type Lane } from "./draw-lanes";
import { neighbour, type Direction } from "./selection";
import { currentTheme } from "../theme";

/** The most lanes that are drawn. The table shows more. */
const MAX_LANES = 84;
const DEFAULT_SPAN = 2;

/** The time line: the concurrency, the lanes, and the keys and buttons that move them. */
export class TimeLineView {
  readonly #concurrency = el("canvas", { class: "concurrency", attributes: HIDDEN });
  readonly #canvas = el("canvas", { class: "lanes", attributes: HIDDEN });
  readonly #stage: HTMLElement;
  readonly #card: DetailsCard;
  readonly #pause = button("Pause", () => this.#toggle());
  readonly #span = el("span", { class: "span" });
  readonly #empty = el("p", { class: "empty" }, EMPTY);
  readonly #more = el("p", { class: "hint" });
  readonly #earlier = button("", () => this.#showEarlier(), { class: "earlier" });
  #spanIndex = DEFAULT_SPAN;
  /** The end of the shown time span while the time line is paused. */
  #pausedAt: number | undefined;
  #view: View = { from: 0, to: 1, width: 1 };
  #lanes: Lane[] = [];
  #selected: Invocation | undefined;
  #hovered: Invocation | undefined;

  constructor(
    private state: State,
    private readonly now: () => number,
  ) {
    this.#stage = el(
      "div",
      { class: "stage", attributes: STAGE },
      this.#concurrency,
      this.#canvas,
      this.#empty,
    );
    this.#card = new DetailsCard(this.#stage);
    byId("lanes").append(this.#stage, this.#earlier, this.#more);
    const zoom = (by: number) => () => this.#zoom(by);
    byId("time-line-tools").append(
      button("−", zoom(1), { attributes: { "aria-label": "Zoom out" } }),
      this.#span,
      button("+", zoom(-1), { attributes: { "aria-label": "Zoom in" } }),
      this.#pause,
    );
    this.#stage.addEventListener("keydown", (event) => this.#onKey(event));
    this.#stage.addEventListener("pointermove", (event) => this.#onPointer(event));
    this.#stage.addEventListener("pointerleave", () => this.#hover(undefined));
    this.#stage.addEventListener("click", () => this.#select(this.#hovered));
    this.#stage.addEventListener("wheel", (event) => this.#onWheel(event), { passive: false });
    this.#showSpan();
  }

  /** Shows another run of the service. */
  reset(state: State): void {
    this.state = state;
    this.#selected = this.#hovered = undefined;
  }

  draw(): void {
    const { timeLine } = this.state;
    const now = this.now();
    const width = Math.max(80, this.#stage.clientWidth - GUTTER - 8);
    const to = this.#pausedAt ?? now;
    this.#view = { from: to - SPANS_MS[this.#spanIndex]!, to, width };
    const all = lanesIn(timeLine.environments.values(), this.#view);
    const shown = all.slice(-MAX_LANES);
    const theme = currentTheme();

    const top = prepare(this.#concurrency, GUTTER + width + 8, CONCURRENCY_HEIGHT);
    drawConcurrency(top, timeLine.concurrency, timeLine.marks, this.#view, now, theme);
    const height = Math.max(72, shown.length * laneHeight(shown.length));
    const context = prepare(this.#canvas, GUTTER + width + 8, height);
    this.#lanes = drawLanes(context, shown, this.#view, now, theme);
    drawMarks(context, timeLine.marks, this.#view, height, theme);
    this.#empty.hidden = shown.length > 0;
    setText(this.#empty, timeLine.environments.size === 0 ? EMPTY : NONE_HERE);
    const before = earlierThan(timeLine.environments.values(), this.#view.from);
    this.#earlier.hidden = before.count === 0;
    setText(this.#earlier, `Earlier: ${count(before.count, "event")} before this time span`);
    setText(
      this.#more,
      all.length > shown.length ? `Showing the last ${shown.length} of ${all.length} lanes.` : "",
    );
    this.#placeCard(context);
  }

  #placeCard(context: CanvasRenderingContext2D): void {
    const invocation = this.#hovered ?? this.#selected;
    const lane = this.#lanes.find(({ environment }) => environment.id === invocation?.environment);
    if (!invocation || !lane) return this.#card.hide();
    const x = GUTTER + xOf(invocation.start, this.#view);
    const height = laneHeight(this.#lanes.length);
    const { y, environment } = lane;
    if (x < GUTTER) return this.#card.hide();
    const end = GUTTER + Math.min(this.#view.width, xOf(invocation.end ?? this.now(), this.#view));
    context.strokeStyle = currentTheme().text;
    context.lineWidth = 1.5;
    context.strokeRect(x - 1.5, y + 2, Math.max(3, end - x) + 3, height - 4);
    context.lineWidth = 1;
    const isSelected = this.#hovered === undefined;
    this.#card.show(invocation, environment, { x, y: CONCURRENCY_HEIGHT + y + height }, isSelected);
  }

  #toggle(): void {
    this.#pausedAt = this.#pausedAt === undefined ? this.now() : undefined;
    setText(this.#pause, this.#pausedAt === undefined ? "Pause" : "Go live");
    this.draw();
  }

  #zoom(by: number): void {
    this.#spanIndex = Math.min(SPANS_MS.length - 1, Math.max(0, this.#spanIndex + by));
    this.#showSpan();
    this.draw();
  }

  #showSpan(): void {
    setText(this.#span, duration(SPANS_MS[this.#spanIndex]!).replace(/ 0 s$|\.0+(?= s)/, ""));
  }

  /** Moves the shown time span and pauses. */
  #pan(share: number): void {
    if (this.#pausedAt === undefined) this.#toggle();
    this.#pausedAt = Math.min(
      this.now(),
      this.#view.to + share * (this.#view.to - this.#view.from),
    );
    this.draw();
  }

  /** Moves to the latest events before the shown time span. */
  #showEarlier(): void {
    const { lastAt } = earlierThan(this.state.timeLine.environments.values(), this.#view.from);
    const spanMs = this.#view.to - this.#view.from;
    this.#pan((lastAt + spanMs / 10 - this.#view.to) / spanMs);
  }

  #onKey(event: KeyboardEvent): void {
    const direction = DIRECTIONS[event.key];
    if (direction && event.shiftKey) this.#pan(direction === "left" ? -0.25 : 0.25);
    else if (direction) this.#select(neighbour(this.#lanes, this.#selected, direction));
    else if (event.key === " ") this.#toggle();
    else if (event.key === "+" || event.key === "=") this.#zoom(-1);
    else if (event.key === "-") this.#zoom(1);
    else if (event.key === "Escape") this.#select(undefined);
    else return;
    event.preventDefault();
  }

  #select(invocation: Invocation | undefined): void {
    this.#selected = invocation;
    this.#hovered = undefined;
    this.draw();
  }

  #hover(invocation: Invocation | undefined): void {
    if (invocation === this.#hovered) return;
    this.#hovered = invocation;
    this.draw();
  }

  #onPointer(event: PointerEvent): void {
    const box = this.#canvas.getBoundingClientRect();
    const x = event.clientX - box.left - GUTTER;
    const lane =
      this.#lanes[Math.floor((event.clientY - box.top) / laneHeight(this.#lanes.length))];
    const block = lane?.blocks.find((each) => x >= each.x - 2 && x <= each.x + each.width + 2);
    this.#hover(event.clientY < box.top ? undefined : block?.invocation);
  }

  #onWheel(event: WheelEvent): void {
    if (event.ctrlKey) this.#zoom(Math.sign(event.deltaY));
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      this.#pan(Math.sign(event.deltaX || event.deltaY) * 0.1);
    else return;
    event.preventDefault();
  }
}

const EMPTY = "No execution environments yet. Send a message to start one.";
const NONE_HERE = "No execution environments in this time span.";
const HIDDEN = { "aria-hidden": "true" };
const STAGE = {
  tabindex: "0",
  role: "group",
  "aria-label":
    "Time line of execution environments. Arrow keys select invocations, Shift and arrow keys scroll, Space pauses, plus and minus zoom. A table below shows the same lanes.",
};
const DIRECTIONS: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
