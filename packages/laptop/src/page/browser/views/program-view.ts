import { size } from "../../../event-log/format";
import type { ClosureState, Program, ResourceState } from "../../state/program";
import { byId, el } from "../dom";

const NO_CLOSURES =
  "No closures. A function made by Callback shows its size, captures and findings.";

/** The resources of the program and the closures of its functions. */
export class ProgramView {
  #shown: unknown[] = [];

  show({ resources, closures }: Program): void {
    const shown = [resources, closures];
    if (shown.every((value, i) => value === this.#shown[i]) && this.#shown.length > 0) return;
    this.#shown = shown;
    byId("program-list").replaceChildren(
      resourceTable(resources),
      ...closures.map(closureArticle),
      ...(closures.length === 0 ? [el("p", { class: "empty" }, NO_CLOSURES)] : []),
    );
  }
}

function resourceTable(resources: ResourceState[]): HTMLElement {
  const custom = resources.filter(({ support }) => support !== "component");
  const rows = custom.map(({ type, name, parent, support }) => {
    const component = resources.some(
      (other) => other.name === parent && other.support === "component",
    );
    return el(
      "tr",
      {},
      el("th", { attributes: { scope: "row" } }, name),
      el("td", {}, el("code", {}, type.replace(/\/\w+:/, "."))),
      el("td", {}, component ? parent : ""),
      el("td", {}, el("span", { class: `support ${support}` }, support)),
    );
  });
  const headings = ["Resource", "Type", "Part of", "Here"];
  return scrolling(
    "Resources",
    el(
      "table",
      {},
      el("caption", {}, "Resources as evaluated"),
      el(
        "thead",
        {},
        el("tr", {}, ...headings.map((text) => el("th", { attributes: { scope: "col" } }, text))),
      ),
      el("tbody", {}, ...rows),
    ),
  );
}

function closureArticle({ name, bytes, gzipBytes, packages, captured, findings }: ClosureState) {
  const weight = bytes === null ? "refused" : `${size(bytes)}, ${size(gzipBytes ?? 0)} gzipped`;
  const largest = Math.max(...packages.map((each) => each.bytes), 1);
  return el(
    "article",
    { class: "closure" },
    el("h3", {}, `Closure ${name}`, el("small", {}, ` ${weight}`)),
    packages.length > 0 &&
      el("p", { class: "hint" }, `Packages. A full bar is ${size(largest)}, the largest.`),
    el(
      "ul",
      { class: "packages" },
      ...packages.map((each) =>
        el(
          "li",
          {},
          el("span", {}, each.name),
          el("meter", {
            attributes: {
              min: "0",
              max: String(largest),
              value: String(each.bytes),
              "aria-label": each.name,
            },
          }),
          el("span", { class: "number" }, size(each.bytes)),
        ),
      ),
    ),
    el(
      "details",
      {},
      el("summary", {}, `${captured.length} captured names`),
      el(
        "ul",
        {},
        ...captured.map(({ name: what, kind, from, file, line }) =>
          el(
            "li",
            {},
            el("code", {}, what),
            ` ${kind}${from ? ` from ${from}` : ""}, ${file}:${line}`,
          ),
        ),
      ),
    ),
    findings.length === 0
      ? el("p", { class: "empty" }, "No findings.")
      : el(
          "ul",
          { class: "findings" },
          ...findings.map(({ severity, file, line, message }) =>
            el(
              "li",
              {},
              el("span", { class: `level ${severity}` }, severity),
              ` ${file}:${line}: ${message}`,
            ),
          ),
        ),
  );
}

function scrolling(label: string, ...children: HTMLElement[]): HTMLElement {
  const attributes = { tabindex: "0", role: "group", "aria-label": label };
  return el("div", { class: "wide", attributes }, ...children);
}
