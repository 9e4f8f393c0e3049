import { deepEqual, equal } from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "../../src/bundle/cache";

const CACHE = "node_modules/.cache/pulumi-callback";

describe("The cache of bundles", () => {
  let folder: string;
  let made: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cache-"));
    made = 0;
    writeFileSync(join(folder, "source.js"), "one");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const get = (key: string) =>
    cached(folder, [key], async () => ({ value: `${key} ${++made}`, files: ["source.js"] }));
  const entries = () => readdirSync(join(folder, CACHE)).map((name) => join(folder, CACHE, name));

  it("gives what was made before, for the same key", async () => {
    equal(await get("a"), "a 1");
    equal(await get("a"), "a 1");
    equal(await get("b"), "b 2");
    equal(await get("a"), "a 1");
  });

  it("makes anew what was made from a file that has changed, or is gone", async () => {
    await get("a");
    writeFileSync(join(folder, "source.js"), "other");
    equal(await get("a"), "a 2");
    // Of the same length: the time tells.
    writeFileSync(join(folder, "source.js"), "third");
    utimesSync(join(folder, "source.js"), 1, 1);
    equal(await get("a"), "a 3");
    rmSync(join(folder, "source.js"));
    equal(await get("a"), "a 4");
  });

  it("makes anew what cannot be read", async () => {
    await get("a");
    writeFileSync(entries()[0]!, '{"value": "half');
    equal(await get("a"), "a 2");
    equal(await get("a"), "a 2");
  });

  it("costs nothing but time where it cannot write", async () => {
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "node_modules/.cache"), "a file, no folder");
    equal(await get("a"), "a 1");
    equal(await get("a"), "a 2");
  });

  it("keeps the 32 newest", async () => {
    for (let i = 0; i < 32; i++) await get(`key ${i}`);
    for (const path of entries()) utimesSync(path, 2, 2);
    await get("key 32");
    equal(entries().length, 32);
    equal(await get("key 32"), "key 32 33");
    const before = made;
    await Promise.all(Array.from({ length: 33 }, (_, i) => get(`key ${i}`)));
    deepEqual(made - before, 1);
  });
});
