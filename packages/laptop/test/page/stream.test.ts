import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import type { JournalEntry } from "../../src/shared/journal";
import { History } from "../../src/page/history";
import { PageStream } from "../../src/page/stream";
import { FakeClock } from "../support/fake-clock";
import { recordJournal } from "../support/recorder";

/** An answer whose reader takes as much as a test lets it. */
class FakeResponse extends EventEmitter {
  writableLength = 0;
  readonly messages: { facts?: object; entries?: JournalEntry[] }[] = [];

  write(text: string): void {
    this.writableLength += text.length;
    assert.match(text, /^data: .*\n\n$/s);
    this.messages.push(JSON.parse(text.slice("data: ".length)) as { entries?: JournalEntry[] });
  }

  read(): void {
    this.writableLength = 0;
    this.emit("drain");
  }

  end(): void {
    this.emit("close");
  }
}

describe("the stream to a page", () => {
  const clock = new FakeClock();
  const { journal } = recordJournal(clock);
  let stream: PageStream;
  beforeEach(() => (stream = new PageStream(journal, clock, { run: "one" })));
  afterEach(() => stream.close());

  const open = () => {
    const response = new FakeResponse();
    stream.open(response as unknown as ServerResponse);
    return response;
  };
  const bodies = ({ messages }: FakeResponse) =>
    messages.flatMap(({ entries = [] }) => entries.map(({ body }) => body));
  const gathered = (response: FakeResponse, howMany: number) =>
    new Promise<void>((resolve) => {
      const look = () => (bodies(response).length >= howMany ? resolve() : setImmediate(look));
      look();
    });

  it("tells a page what was before, then what happens", async () => {
    journal.record("apigateway", "post", { body: "before" });
    const page = open();
    assert.deepEqual(page.messages[0]!.facts, { run: "one" });
    journal.record("apigateway", "post", { body: "after" });
    await gathered(page, 2);
    assert.deepEqual(bodies(page), ["before", "after"]);
  });

  it("holds a bounded amount for a page that does not read, and tells it everything when it does", async () => {
    const slow = open();
    const quick = open();
    const text = "x".repeat(1024);
    for (let round = 0; round < 30; round++) {
      for (let i = 0; i < 100; i++) journal.record("apigateway", "post", { body: text, i });
      await gathered(quick, 100 * (round + 1));
      quick.read();
    }
    assert.ok(slow.writableLength < 1.3 * 1024 * 1024, String(slow.writableLength));
    slow.read();
    const { facts, entries } = slow.messages.at(-1)!;
    assert.deepEqual(facts, { run: "one" });
    assert.equal(entries!.length, 3000);
  });
});

describe("the history of the journal", () => {
  const entry = (event: string, fields: Record<string, unknown> = {}): JournalEntry => {
    return { time: "2026-09-25T00:00:00.000Z", service: "apigateway", event, ...fields };
  };
  const fill = (history: History, howMany: number) => {
    for (let i = 0; i < howMany; i++) history.add(entry("error", { i }));
  };

  it("keeps the last 10,000 entries, in their order", () => {
    const history = new History();
    fill(history, 25_001);
    const entries = history.entries();
    assert.equal(entries.length, 10_000);
    assert.deepEqual([entries[0]!.i, entries.at(-1)!.i], [15_001, 25_000]);
  });

  it("keeps who is connected for longer, with what they did since", () => {
    const history = new History();
    for (const connectionId of ["alice", "bob"]) history.add(entry("connect", { connectionId }));
    history.add(entry("message", { connectionId: "alice" }));
    history.add(entry("post", { connectionId: "alice" }));
    history.add(entry("disconnect", { connectionId: "bob" }));
    fill(history, 10_000);
    const [first, second] = history.entries();
    const { connectionId, earlier } = first as unknown as Record<string, Record<string, unknown>>;
    assert.equal(connectionId, "alice");
    assert.deepEqual([earlier!.messagesIn, earlier!.messagesOut], [1, 1]);
    assert.equal(second!.event, "error");
  });

  it("does not count twice what it still has", () => {
    const history = new History();
    history.add(entry("connect", { connectionId: "alice" }));
    fill(history, 10_000);
    history.add(entry("message", { connectionId: "alice" }));
    const [first] = history.entries();
    assert.equal(first!.earlier, undefined);
  });

  it("keeps why the program is broken until it is mended", () => {
    const history = new History();
    const failure = { ...entry("failed", { message: "no" }), service: "program" as const };
    const names = () => history.entries().map(({ event }) => event);
    history.add(failure);
    fill(history, 10_001);
    assert.equal(names().filter((name) => name === "failed").length, 1);
    history.add({ ...entry("reload", {}), service: "program" as const });
    fill(history, 10_001);
    assert.equal(names().filter((name) => name === "failed").length, 0);
  });
});
