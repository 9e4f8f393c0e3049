import { el } from "../dom";

/** A place that says what went wrong with an action, until the next one. */
export class Notice {
  readonly node = el("p", { class: "notice", attributes: { role: "alert" } });

  /** Does something, and says what went wrong if it did. */
  async during(action: () => Promise<unknown>): Promise<void> {
    this.node.textContent = "";
    try {
      await action();
    } catch (error) {
      this.node.textContent = (error as Error).message;
    }
  }
}
