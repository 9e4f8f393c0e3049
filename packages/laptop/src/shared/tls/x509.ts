import "reflect-metadata";
import * as x509 from "@peculiar/x509";

// tslib, which the library loads, makes TypeScript's helpers global. Whoever serializes a closure in this process
// would take a program's own helpers for these.
for (const [name, value] of Object.entries(globalThis))
  if (typeof value === "function" && /^__[a-z]+$/i.test(name))
    Reflect.deleteProperty(globalThis, name);

export { x509 };
