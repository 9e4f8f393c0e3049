import type { ServerResponse } from "node:http";
import type { Clock } from "../shared/clock";
import type { Journal, JournalEntry } from "../shared/journal";
import { forPages, History } from "./history";
import type { ServicesNow } from "./services/now";

/** How long entries are collected before they are sent together. */
const GATHER_MS = 50;

/** How often pages are told that the service runs, and its time. */
const HEARTBEAT_MS = 1000;

/** The most unsent bytes for a page that does not keep up. */
const MAX_UNSENT_BYTES = 1024 * 1024;

/** The most entries that are sent together. With more at once, pages receive the whole history again. */
const MAX_GATHERED = 5000;

/** One open page. */
interface Page {
  response: ServerResponse;
  /** Set if the page did not keep up. It receives the history again after it has read the unsent bytes. */
  isBehind: boolean;
}

/** Sends the journal to open pages, as server-sent events. */
export class PageStream {
  readonly #pages = new Set<Page>();
  readonly #history = new History();
  readonly #unsubscribe: () => void;
  readonly #clock: Clock;
  /** The text of what was sent last of the services. */
  #sentServices = "";
  #gathered: JournalEntry[] = [];
  #flush: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  /**
   * @param facts the first thing that every page is sent.
   * @param servicesNow what no entry of the journal says; it is sent every second if it changed.
   */
  constructor(
    journal: Journal,
    clock: Clock,
    private readonly facts: object,
    private readonly servicesNow: () => ServicesNow | undefined = () => undefined,
  ) {
    this.#clock = clock;
    this.#unsubscribe = journal.subscribe((entry) => this.#receive(entry));
  }

  /** Opens the stream of a page: first the history, then new entries. */
  open(response: ServerResponse): void {
    const page: Page = { response, isBehind: false };
    response.on("drain", () => {
      if (page.isBehind) this.#sendHistory(page);
    });
    response.once("close", () => {
      this.#pages.delete(page);
      if (this.#pages.size === 0) this.#pause();
    });
    this.#sendGathered();
    this.#pages.add(page);
    this.#sendHistory(page);
    this.#heartbeat ??= setInterval(
      () => this.#send(this.#changedServices()),
      HEARTBEAT_MS,
    ).unref();
  }

  close(): void {
    this.#unsubscribe();
    this.#pause();
    for (const { response } of this.#pages) response.end();
  }

  #receive(entry: JournalEntry): void {
    const shown = forPages(entry);
    if (!shown) return;
    this.#history.add(shown);
    if (this.#pages.size === 0) return;
    if (this.#gathered.length < MAX_GATHERED) this.#gathered.push(shown);
    else for (const page of this.#pages) page.isBehind = true;
    this.#flush ??= setTimeout(() => this.#sendGathered(), GATHER_MS).unref();
  }

  #sendGathered(): void {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    const entries = this.#gathered;
    this.#gathered = [];
    if (entries.length > 0) this.#send({ entries });
  }

  #changedServices(): { services?: ServicesNow } {
    const services = this.servicesNow();
    const text = JSON.stringify(services);
    if (!services || text === this.#sentServices) return {};
    this.#sentServices = text;
    return { services };
  }

  #send(message: { entries?: JournalEntry[]; services?: ServicesNow }): void {
    const text = textOf({ now: this.#clock.now(), ...message });
    for (const page of this.#pages) {
      if (page.response.writableLength > MAX_UNSENT_BYTES) page.isBehind = true;
      else if (!page.isBehind) page.response.write(text);
      else if (page.response.writableLength === 0) this.#sendHistory(page);
    }
  }

  #sendHistory(page: Page): void {
    page.isBehind = false;
    const { facts } = this;
    const entries = this.#history.entries();
    const services = this.servicesNow();
    page.response.write(textOf({ now: this.#clock.now(), facts, entries, services }));
  }

  /** Stops collecting and stops the timers while no page is open. */
  #pause(): void {
    clearTimeout(this.#flush);
    clearInterval(this.#heartbeat);
    this.#flush = this.#heartbeat = undefined;
    this.#gathered = [];
  }
}

function textOf(message: object): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}
