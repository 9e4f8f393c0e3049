import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { Route } from "../../handlers/events";
import { webSocketHandler } from "../../handlers/web-socket-handler";
import { recordConsole, restoreConsole } from "./support/console";
import { contextOf, eventOf } from "./support/handler-events";

describe("webSocketHandler", () => {
  afterEach(restoreConsole);

  it("calls the route of the event with the event and its context", async () => {
    const calls: unknown[][] = [];
    const route =
      (statusCode: number): Route =>
      async (...call) => {
        calls.push(call);
        return { statusCode };
      };
    const handler = webSocketHandler({ $connect: route(201), send: route(202) });
    const [event, context] = [eventOf("send", "alice", "hello"), contextOf()];
    deepEqual(await handler(event, context), { statusCode: 202 });
    deepEqual(await handler(eventOf("$connect", "bob"), context), { statusCode: 201 });
    equal(calls.length, 2);
    equal(calls[0]?.[0], event);
    equal(calls[0]?.[1], context);
  });

  for (const routeKey of ["nope", "", "constructor", "toString", "__proto__", "hasOwnProperty"]) {
    it(`answers the unknown route key "${routeKey}" with 500 and a log line, and works on`, async () => {
      const { errors } = recordConsole();
      const handler = webSocketHandler({ $default: async () => ({ statusCode: 200 }) });
      deepEqual(await handler(eventOf(routeKey, "alice"), contextOf()), { statusCode: 500 });
      equal(errors.length, 1);
      match(String(errors[0]?.[0]), new RegExp(`"${routeKey}"`));
      deepEqual(await handler(eventOf("$default", "alice"), contextOf()), { statusCode: 200 });
    });
  }

  it("rejects with the error of a route", async () => {
    const failing = async () => Promise.reject(new Error("no luck"));
    const handler = webSocketHandler({ $default: failing });
    await rejects(handler(eventOf("$default", "alice"), contextOf()), /no luck/);
  });
});
