/** A module whose export changes while the program runs. */
export let phase = "starting";

export function setPhase(next: string): void {
  phase = next;
}
