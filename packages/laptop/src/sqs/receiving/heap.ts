/** A priority queue from which any item can be taken: each step costs the logarithm of its size. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #places = new Map<T, number>();

  constructor(private readonly rankOf: (item: T) => number) {}

  get size(): number {
    return this.#items.length;
  }

  /** The item of the lowest rank. */
  first(): T | undefined {
    return this.#items[0];
  }

  /** Adds an item. One that is there already takes the place of its present rank. */
  add(item: T): void {
    this.delete(item);
    this.#rise(this.#items.length, item);
  }

  /** The rank must be what it was when the item was added. @returns whether it was there. */
  delete(item: T): boolean {
    const place = this.#places.get(item);
    if (place === undefined) return false;
    this.#places.delete(item);
    const last = this.#items.pop()!;
    if (last === item) return true;
    const isLower = place > 0 && this.rankOf(last) < this.rankOf(this.#items[parentOf(place)]!);
    if (isLower) this.#rise(place, last);
    else this.#sink(place, last);
    return true;
  }

  #rise(place: number, item: T): void {
    while (place > 0) {
      const parent = this.#items[parentOf(place)]!;
      if (this.rankOf(parent) <= this.rankOf(item)) break;
      this.#set(place, parent);
      place = parentOf(place);
    }
    this.#set(place, item);
  }

  #sink(place: number, item: T): void {
    for (;;) {
      const left = 2 * place + 1;
      const [one, other] = [this.#items[left], this.#items[left + 1]];
      if (one === undefined) break;
      const isRight = other !== undefined && this.rankOf(other) < this.rankOf(one);
      const child = isRight ? other : one;
      if (this.rankOf(item) <= this.rankOf(child)) break;
      this.#set(place, child);
      place = isRight ? left + 1 : left;
    }
    this.#set(place, item);
  }

  #set(place: number, item: T): void {
    this.#items[place] = item;
    this.#places.set(item, place);
  }
}

function parentOf(place: number): number {
  return (place - 1) >> 1;
}
