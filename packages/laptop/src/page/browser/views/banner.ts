import { count, duration, timeOfDay } from "../../../event-log/format";
import type { Change, Failure, Program, TypeErrorState } from "../../state/program";
import { byId, el, setText } from "../dom";

const MAX_TYPE_ERRORS = 5;

let shown = "";
const since = el("span", { attributes: { "aria-hidden": "true" } });

/** Shows that a change is being loaded, or that the program is broken until it is mended. */
export function showBanner({ change, failure, typeErrors }: Program, now: number): void {
  // The time runs on without being announced.
  if (change) setText(since, ` ${duration(Math.max(0, now - change.at))}`);
  const state = JSON.stringify([change, failure, typeErrors]);
  if (state === shown) return;
  shown = state;
  byId("banner").replaceChildren(
    ...(change ? [reloading(change)] : []),
    ...(failure ? [broken(failure)] : []),
    ...(typeErrors.length > 0 ? [types(typeErrors)] : []),
  );
}

function reloading({ files, waiting }: Change): HTMLElement {
  const what = files.length > 3 ? count(files.length, "file") : files.join(", ");
  const waits = waiting === 1 ? "1 event waits for it" : `${waiting} events wait for it`;
  const text = `Reloading: ${what} changed. ${waiting === 0 ? "Nothing waits for it" : waits}.`;
  return el("p", { class: "reloading", attributes: { role: "status" } }, text, since);
}

function broken({ message, files, place, frame, runningSince }: Failure): HTMLElement {
  const version = `Still running the version of ${timeOfDay(runningSince)}.`;
  const what = files.length > 3 ? count(files.length, "file") : files.join(", ");
  return el(
    "div",
    { class: "broken", attributes: { role: "alert" } },
    el("p", {}, el("strong", {}, `The program fails since ${what} changed. `), version),
    place !== undefined && el("p", {}, el("code", {}, place)),
    frame.length > 0 && pre("Code of the error", frame.join("\n")),
    pre("Error of the program", message),
  );
}

function types(errors: TypeErrorState[]): HTMLElement {
  const lines = errors.slice(0, MAX_TYPE_ERRORS).map(({ file, line, column, code, message }) => {
    const place = file === undefined ? "" : `${file}:${line}:${column} `;
    return `${place}${code}: ${message}`;
  });
  const more = errors.length - lines.length;
  return el(
    "details",
    { class: "types" },
    el("summary", {}, `types: ${count(errors.length, "error")}`),
    pre("Errors of types", [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n")),
  );
}

/** Reached with the keyboard, because it may scroll. */
function pre(label: string, text: string): HTMLElement {
  return el("pre", { attributes: { tabindex: "0", role: "group", "aria-label": label } }, text);
}
