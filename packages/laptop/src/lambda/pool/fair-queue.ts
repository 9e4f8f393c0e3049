/** A queue in which senders take turns: someone who sends a lot waits behind himself, and not others behind him. */
export class FairQueue<Item extends { sender: string }> {
  /** The items of each sender, in order. The sender whose turn it is comes first. */
  readonly #bySender = new Map<string, Set<Item>>();

  add(item: Item): void {
    const items = this.#bySender.get(item.sender);
    if (items) items.add(item);
    else this.#bySender.set(item.sender, new Set([item]));
  }

  /** The item whose turn it is. It stays in the queue. */
  first(): Item | undefined {
    const [items] = this.#bySender.values();
    return items?.values().next().value;
  }

  /** Takes an item out. Its sender's next one waits for the others' turns. */
  delete(item: Item): void {
    const items = this.#bySender.get(item.sender);
    if (!items?.delete(item)) return;
    this.#bySender.delete(item.sender);
    if (items.size > 0) this.#bySender.set(item.sender, items);
  }
}
