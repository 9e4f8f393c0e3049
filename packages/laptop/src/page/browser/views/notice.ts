import { el } from "../dom";

/** Shows why an action failed, until the next action. */
export class Notice {
  readonly node = el("p", { class: "notice", attributes: { role: "alert" } });

  /** Runs an action and shows its error. */
  async during(action: () => Promise<unknown>): Promise<void> {
    this.node.textContent = "";
    try {
      await action();
    } catch (error) {
      this.node.textContent = (error as Error).message;
    }
  }
}
