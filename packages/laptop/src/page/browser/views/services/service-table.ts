import { byId, el, List, setText, table, type Shown } from "../../dom";

/** The table of a section that is hidden while there is nothing to show. */
export class ServiceTable<Item> {
  readonly #list: List<string[]>;
  #shown: readonly Item[] = [];

  /**
   * @param id of the section, without its `s`.
   * @param cellsOf the texts of a row.
   * @param named how many of them, from the left, tell it from others.
   */
  constructor(
    private readonly id: string,
    headings: string[],
    private readonly cellsOf: (item: Item, nowMs: number) => string[],
    named = 1,
  ) {
    const section = byId(`${id}s`);
    const { node, body } = table(section.querySelector("h2")!.textContent, headings);
    byId(`${id}-list`).append(node);
    this.#list = new List(body, (cells) => JSON.stringify(cells.slice(0, named)), row);
  }

  show(items: readonly Item[], nowMs: number): void {
    const isEmpty = items.length === 0;
    if (isEmpty && this.#shown.length === 0) return;
    this.#shown = items;
    byId(`${this.id}s`).hidden = isEmpty;
    document.querySelector<HTMLElement>(`nav a[href="#${this.id}s"]`)!.hidden = isEmpty;
    this.#list.show(items.map((item) => this.cellsOf(item, nowMs)));
  }
}

function row(cells: string[]): Shown<string[]> {
  const [name, ...others] = cells.map((_, i) =>
    i === 0 ? el("th", { attributes: { scope: "row" } }) : el("td"),
  );
  const node = el("tr", {}, name, ...others);
  return {
    node,
    update: (texts) => texts.forEach((text, i) => setText(node.children[i]!, text)),
  };
}
