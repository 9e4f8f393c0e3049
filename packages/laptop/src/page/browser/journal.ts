import type { ServicesNow } from "../services/now";
import type { Entry } from "../state/entry";

/** Facts about the service. */
export interface Facts {
  /** Changes with every restart. */
  run: string;
  limits: { connectionIdleMs: number; environmentIdleMs: number };
}

export interface Message {
  /** Milliseconds since 1970 on the runtime's clock. */
  now: number;
  /** Present in the first message, and if the page did not keep up: `entries` are then the whole history. */
  facts?: Facts;
  entries?: Entry[];
  /** Present if it changed. */
  services?: ServicesNow;
}

export type ConnectionStatus =
  | { state: "connecting" }
  | { state: "live" }
  /** @param seconds until the next attempt. */
  | { state: "lost"; seconds: number }
  | { state: "refused" };

interface Listener {
  onMessage(message: Message): void;
  onStatus(status: ConnectionStatus): void;
}

/** The service sends something every second. After this much silence it is gone. */
const SILENCE_MS = 5000;
const FIRST_DELAY_S = 1;
const LONGEST_DELAY_S = 8;

/** Follows the journal as long as the page is open, across restarts of the service. */
export async function followJournal(token: string, listener: Listener): Promise<void> {
  let delay = FIRST_DELAY_S;
  for (;;) {
    try {
      const isAllowed = await read(token, listener, () => (delay = FIRST_DELAY_S));
      if (!isAllowed) return listener.onStatus({ state: "refused" });
    } catch {
      // The service has ended or cannot be reached yet.
    }
    for (let seconds = delay; seconds > 0; seconds--) {
      listener.onStatus({ state: "lost", seconds });
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    delay = Math.min(LONGEST_DELAY_S, delay * 2);
  }
}

/** Reads until the service ends. @returns false if the token is wrong. */
async function read(
  token: string,
  { onMessage, onStatus }: Listener,
  onOpen: () => void,
): Promise<boolean> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch("/page.events", { headers, signal: silence.signal });
  if (response.status === 403) return false;
  if (!response.ok || !response.body) throw new Error(`Status ${response.status}`);
  onOpen();
  onStatus({ state: "live" });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return true;
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
    const events = (rest + value).split("\n\n");
    rest = events.pop()!;
    for (const event of events) onMessage(JSON.parse(event.slice("data: ".length)) as Message);
  }
}
