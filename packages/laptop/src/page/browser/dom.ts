type Child = Node | string | undefined | false;

interface Options {
  class?: string;
  attributes?: Record<string, string>;
  on?: Record<string, (event: Event) => void>;
}

/** Creates an element with its children. Strings become text and are never parsed as HTML. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: Options = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (options.class) element.className = options.class;
  for (const [name, value] of Object.entries(options.attributes ?? {}))
    element.setAttribute(name, value);
  for (const [name, listener] of Object.entries(options.on ?? {}))
    element.addEventListener(name, listener);
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

export function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** Writes only if the text differs, so that screen readers announce changes only and selections stay. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function button(text: string, onClick: () => void, options: Options = {}) {
  const on = { click: onClick };
  const attributes = { type: "button", ...options.attributes };
  return el("button", { ...options, attributes, on }, text);
}

/** The element of a list's item, and how to update it. */
export interface Shown<Item> {
  node: HTMLElement;
  update(item: Item): void;
}

/** Shows a list. Items that stay keep their elements, and with them the focus. */
export class List<Item> {
  readonly #shown = new Map<string, Shown<Item>>();

  constructor(
    private readonly container: HTMLElement,
    private readonly keyOf: (item: Item) => string,
    private readonly create: (item: Item) => Shown<Item>,
  ) {}

  show(items: readonly Item[]): void {
    const keys = new Set(items.map(this.keyOf));
    for (const [key, { node }] of this.#shown) {
      if (keys.has(key)) continue;
      node.remove();
      this.#shown.delete(key);
    }
    let next = this.container.firstElementChild;
    for (const item of items) {
      const key = this.keyOf(item);
      let shown = this.#shown.get(key);
      if (!shown) this.#shown.set(key, (shown = this.create(item)));
      shown.update(item);
      if (shown.node === next) next = next.nextElementSibling;
      else this.container.insertBefore(shown.node, next);
    }
  }
}

/** Creates a table with column headings and an empty body. */
export function table(caption: string, headings: string[]) {
  const body = el("tbody");
  const cells = headings.map((heading) => el("th", { attributes: { scope: "col" } }, heading));
  const node = el(
    "table",
    {},
    el("caption", { class: "hidden" }, caption),
    el("thead", {}, el("tr", {}, ...cells)),
    body,
  );
  return { node, body };
}
