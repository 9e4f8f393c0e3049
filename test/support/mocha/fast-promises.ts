// Loaded before the tests. A debugger, which Pulumi attaches to its own process to read closures, and every
// AsyncLocalStorage that was ever used make all promises of a process slow, for good: a tenth of their speed is left. So
// both are taken off after each file of tests. Whoever uses them again puts them on again.
import { AsyncLocalStorage } from "node:async_hooks";
import { Session } from "node:inspector";
import type { RootHookObject } from "mocha";

const ATTACH = "Debugger.enable";
const attached = new Set<Session>();
const detached = new WeakSet<Session>();
const storages = new Set<AsyncLocalStorage<unknown>>();

type Method<Self> = (this: Self, ...call: unknown[]) => unknown;

/** Calls `before`, and then the method. */
function precede<Self, Name extends keyof Self>(
  prototype: Self,
  name: Name,
  before: (self: Self, first: unknown) => void,
): void {
  const original = prototype[name] as Method<Self>;
  const method: Method<Self> = function (...call) {
    before(this, call[0]);
    return original.apply(this, call);
  };
  prototype[name] = method as Self[Name];
}

precede(Session.prototype, "post", (session, method) => {
  if (method === ATTACH) attached.add(session);
  else if (detached.delete(session)) session.post(ATTACH);
});
precede(Session.prototype, "disconnect", (session) => void attached.delete(session));
for (const name of ["run", "enterWith"] as const)
  precede(AsyncLocalStorage.prototype, name, (storage) => void storages.add(storage));

export const mochaHooks: RootHookObject = {
  afterAll() {
    for (const session of attached) {
      session.post("Debugger.disable");
      detached.add(session);
    }
    for (const storage of storages) storage.disable();
    attached.clear();
    storages.clear();
  },
};
