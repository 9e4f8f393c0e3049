import { deepEqual, equal, match } from "node:assert/strict";
import * as fc from "fast-check";
import { EXAMPLES, idIn, MAX_TEXT_BYTES, readRequest, type Action } from "../routes/requests";

describe("A request", () => {
  const read = (action: Action, fields: unknown) => readRequest(action, JSON.stringify(fields));
  const wrong = (action: Action, fields: unknown) => {
    const outcome = read(action, fields);
    return "refusal" in outcome ? outcome.refusal.message : "";
  };

  it("has the fields of its action, and no others", () => {
    const fields = { action: "say", id: "1", room: "Lobby 2", text: "héllo", echo: false };
    const { action: _, ...request } = fields;
    deepEqual(read("say", { ...fields, other: 1 }), { request });
    deepEqual(read("join", { id: "1", room: "日本", since: 0 }), {
      request: { id: "1", room: "日本", since: 0 },
    });
  });

  it("that is refused says which field, and what it must be", () => {
    equal(
      wrong("say", { id: "1", room: "a" }),
      `"say" needs the field "text": it must be a text of 1 to ${MAX_TEXT_BYTES} bytes.`,
    );
    match(wrong("join", { id: "1", room: "a/b" }), /^"room" of "join" must be 1 to 64 letters/);
    match(
      wrong("join", { id: "1", room: "a", since: 1.5 }),
      /^"since" of "join" must be the number/,
    );
    match(wrong("join", { id: "1", room: "a", since: "5" }), /"since"/);
    match(wrong("to", { id: "1", user: "", text: "hi" }), /"user"/);
    match(wrong("say", { id: "1", room: "a", text: "é".repeat(MAX_TEXT_BYTES) }), /"text"/);
    match(wrong("say", { id: "1", room: "a", text: "hi", echo: 1 }), /"echo"/);
    match(
      wrong("who", { room: "a" }),
      /^Give the request an "id": a text of 1 to 64 characters\.$/,
    );
  });

  it("is answered by its ID if that can be read", () => {
    const outcome = read("say", { id: "7" });
    equal("refusal" in outcome && outcome.id, "7");
    for (const body of [
      "",
      "hi",
      "[]",
      "null",
      '{"id":7}',
      '{"id":""}',
      `{"id":"${"x".repeat(65)}"}`,
    ])
      equal(idIn(body), undefined, body);
  });

  it("may be anything, and reading it never fails", () => {
    const actions = fc.constantFrom<Action>("join", "leave", "say", "to", "who");
    const body = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(actions, body, (action, text) => {
        const outcome = readRequest(action, text);
        if ("refusal" in outcome) return outcome.refusal.message.length < 200;
        return outcome.request.id !== "";
      }),
      { numRuns: 1000 },
    );
  });

  it("is understood as the examples show it that others are sent", () => {
    for (const { action, ...fields } of EXAMPLES)
      if (action !== "ping") equal("request" in read(action as Action, fields), true, action);
  });
});
